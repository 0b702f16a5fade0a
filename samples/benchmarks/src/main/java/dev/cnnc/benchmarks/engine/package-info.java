/** The frameworks to compare. */
package dev.cnnc.benchmarks.engine;
