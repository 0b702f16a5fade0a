/** From text to syntax tree, with all syntax errors at once and bounds that no script can break. */
package dev.cnnc.grammar.parse;
