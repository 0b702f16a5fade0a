/**
 * Threads for loops that take microseconds: a {@link dev.cnnc.runtime.parallel.Team} deals out
 * numbered tasks to the calling thread and its helpers.
 */
package dev.cnnc.runtime.parallel;
