/** Texts: tables in files, and how a text becomes the numbers that a network takes. */
package dev.cnnc.runtime.text;
