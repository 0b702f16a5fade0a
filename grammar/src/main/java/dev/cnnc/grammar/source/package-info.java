/** The text of scripts and places in it. */
package dev.cnnc.grammar.source;
