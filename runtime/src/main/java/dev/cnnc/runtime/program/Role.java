package dev.cnnc.runtime.program;

/** What a buffer is for, seen from outside of the program. */
public enum Role {
  /** Written by the caller before each run. */
  INPUT,
  /** A trainable tensor: one array for all programs of a network. */
  PARAMETER,
  /** Kept between steps, not trained: one array for all programs of a network. */
  STATE,
  /**
   * The gradient of a parameter: one array for the program that computes and the one that uses it.
   */
  GRADIENT,
  /**
   * The rows of a gradient that may be other than zero, a {@link RowList}: shared as the gradient
   * is.
   */
  ROWS,
  /** Computed of parameters alone, and kept until they change: weights in another order. */
  PREPARED,
  /** Anything else; outputs are named by {@link Program#outputs}. */
  TEMPORARY
}
