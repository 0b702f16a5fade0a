/** Seeded random numbers, the same bits on every machine. */
package dev.cnnc.runtime.random;
