package dev.cnnc.runtime.program;

import dev.cnnc.runtime.random.SplitMix64;

/**
 * Random numbers that need no state: number {@code element} of stream {@code stream} of a step is a
 * hash of the three, so it is the same on whichever thread it is drawn, and in the forward and the
 * backward pass.
 *
 * <p>It is what {@link SplitMix64}, seeded with the step's random state, yields at position {@code
 * 2³²·stream + element}: a multiple of the golden ratio is added to the seed and the sum is mixed.
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
    return (SplitMix64.mix(random + GOLDEN_GAMMA * (position + 1)) >>> 40) * 0x1p-24f;
  }
}
