/** How long compiling takes. */
package dev.cnnc.benchmarks.compile;
