/**
 * Gradient checking: derived gradients against central differences of the same graph, in {@code
 * double}. {@link dev.cnnc.compiler.gradcheck.GradientCheck} is the way in.
 */
package dev.cnnc.compiler.gradcheck;
