/**
 * Algebra of indices and bodies: positions as rational expressions, what they range over, when they
 * are inside of a tensor, substitution, and simplification of scalars.
 */
package dev.cnnc.compiler.graph.algebra;
