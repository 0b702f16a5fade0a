/** The process that an engine runs in. */
package dev.cnnc.benchmarks.worker;
