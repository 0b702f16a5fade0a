/**
 * Passes that make a graph simpler and cheaper and leave what it computes as it is, one in each
 * file. {@link dev.cnnc.compiler.optimize.Passes} lists them in their order.
 */
package dev.cnnc.compiler.optimize;
