/** What is found wrong with a script, and how it is shown to people and to programs. */
package dev.cnnc.grammar.diagnostic;
