/** The syntax tree: what a script says, as records that know the text they were read from. */
package dev.cnnc.grammar.tree;
