package dev.cnnc.compiler.optimize.winograd;

/**
 * Where windows of 3 × 3 to 5 × 5 are computed by fewer multiplications, at the price of more
 * rounding.
 */
public enum WinogradChoice {
  /** Nowhere. */
  NONE,
  /** Wherever the formula has the form, in tiles of 2 × 2 results. */
  F2,
  /** Wherever the formula has the form, in tiles of 4 × 4 results. */
  F4,
  /**
   * Where an estimate says that it pays, in the tiles that it says cost least; in the program for
   * single examples in tiles of 2 × 2 results alone, which for windows of 3 × 3 round less than the
   * formula as it stands.
   */
  AUTO
}
