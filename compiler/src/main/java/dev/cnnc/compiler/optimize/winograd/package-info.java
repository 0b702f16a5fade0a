/**
 * Convolutions of small windows with fewer multiplications, as a chain of comprehensions in place
 * of one. {@link dev.cnnc.compiler.optimize.winograd.RewriteWindows} is the pass.
 */
package dev.cnnc.compiler.optimize.winograd;
