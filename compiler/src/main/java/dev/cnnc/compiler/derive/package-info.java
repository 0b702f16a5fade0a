/** Formulas and their gradients as text in the language itself. */
package dev.cnnc.compiler.derive;
