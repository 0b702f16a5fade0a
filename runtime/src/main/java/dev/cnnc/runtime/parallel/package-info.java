/** A team of threads for loops that take microseconds. */
package dev.cnnc.runtime.parallel;
