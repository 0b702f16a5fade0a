package dev.cnnc.runtime.program;

/**
 * Random numbers that need no state: number {@code element} of stream {@code stream} of a step is a
 * hash of the three, so it is the same on whichever thread it is drawn, and in the forward and the
 * backward pass.
 *
 * <p>It is what the generator SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom
 * number generators", 2014), seeded with the step's random state, yields at position {@code 2³²
 * stream + element}: a multiple of the golden ratio is added to the seed and the sum is mixed.
 */
public final class Uniform {
  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

  private Uniform() {}

  /**
   * A number in {@code [0, 1)}, one of 2²⁴ equally likely ones.
   *
   * @param random the step's random state: seed and step number, mixed
   * @param stream which use of random numbers in the network it is
   * @param element the element's number in the batch's tensor
   */
  public static float next(long random, int stream, int element) {
    long position = ((long) stream << 32) + Integer.toUnsignedLong(element);
    return (mix(random + GOLDEN_GAMMA * (position + 1)) >>> 40) * 0x1p-24f;
  }

  private static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
