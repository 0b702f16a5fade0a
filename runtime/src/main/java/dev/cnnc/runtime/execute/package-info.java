/**
 * Runs programs: allocates the arrays of their buffers, shares those of parameters, states and
 * gradients between the programs of a network, copies between row-major order and the layouts that
 * the compiler chose, and calls the kernels step by step.
 */
package dev.cnnc.runtime.execute;
