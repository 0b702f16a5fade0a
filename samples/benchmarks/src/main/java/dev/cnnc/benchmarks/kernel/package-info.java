/**
 * The kernels of convolutions, one by one, beside what the processor can do; and what sharing them
 * costs.
 */
package dev.cnnc.benchmarks.kernel;
