/** Drives workers in turn, and prints what came of it. */
package dev.cnnc.benchmarks.compare;
