package dev.cnnc.runtime.random;

import java.nio.charset.StandardCharsets;

/**
 * The generator of all random numbers outside of generated code: SplitMix64 (Steele, Lea and Flood,
 * "Fast splittable pseudorandom number generators", 2014). The same seed gives the same bits on
 * every machine and JDK: only integer arithmetic, {@code StrictMath} and IEEE basic operations are
 * used.
 *
 * <p>The state is a 64-bit counter that advances by the golden ratio; a number is {@link #mix} of
 * the counter.
 */
public final class SplitMix64 {
  private static final long GOLDEN_RATIO = 0x9E3779B97F4A7C15L;

  private long state;
  private double spareGaussian;
  private boolean hasSpareGaussian;

  public SplitMix64(long seed) {
    state = seed;
  }

  /** Begins anew, as a generator made with this seed. */
  public void restart(long seed) {
    state = seed;
    hasSpareGaussian = false;
  }

  /**
   * A stream of its own for each name under a seed, so that what one stream consumes does not shift
   * another.
   */
  public static SplitMix64 named(long seed, String name) {
    long hash = 0xCBF29CE484222325L; // FNV-1a, 64 bits
    for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (b & 0xFF)) * 0x100000001B3L;
    }
    return new SplitMix64(mix(seed, hash));
  }

  /** One number out of two, well mixed: a seed of a seed and a step or epoch number. */
  public static long mix(long seed, long number) {
    return mix(mix(seed + GOLDEN_RATIO) + GOLDEN_RATIO * number);
  }

  /** A bijection of 64-bit numbers in which every input bit affects every output bit. */
  public static long mix(long value) {
    long z = value;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  /** 64 random bits. */
  public long nextLong() {
    state += GOLDEN_RATIO;
    return mix(state);
  }

  /** Uniform in [0, 1), a multiple of 2⁻⁵³. */
  public double nextDouble() {
    return (nextLong() >>> 11) * 0x1p-53;
  }

  /**
   * Uniform in {@code [0, bound)}, without bias: numbers from the incomplete last range are drawn
   * again.
   */
  public int nextInt(int bound) {
    if (bound < 1) {
      throw new IllegalArgumentException("the bound must be positive, found " + bound);
    }
    while (true) {
      long bits = nextLong() >>> 1;
      long value = bits % bound;
      if (bits - value + (bound - 1) >= 0) {
        return (int) value;
      }
    }
  }

  /** Normal with mean 0 and standard deviation 1, by Marsaglia's polar method. */
  public double nextGaussian() {
    if (hasSpareGaussian) {
      hasSpareGaussian = false;
      return spareGaussian;
    }
    while (true) {
      double x = 2 * nextDouble() - 1;
      double y = 2 * nextDouble() - 1;
      double square = x * x + y * y;
      if (square > 0 && square < 1) {
        double factor = StrictMath.sqrt(-2 * StrictMath.log(square) / square);
        spareGaussian = y * factor;
        hasSpareGaussian = true;
        return x * factor;
      }
    }
  }
}
