package dev.cnnc.compiler.graph;

/**
 * What a tensor holds: {@code F32} numbers, or {@code I32} labels and tokens, which have no
 * gradient.
 */
public enum ElementType {
  F32,
  I32
}
