package dev.cnnc.compiler.schedule;

import dev.cnnc.compiler.graph.Affine;

/**
 * What must hold for a term to count: {@code 0 <= value < extent} and {@code divisor} divides it.
 */
record Guard(Affine value, int extent, int divisor) {}
