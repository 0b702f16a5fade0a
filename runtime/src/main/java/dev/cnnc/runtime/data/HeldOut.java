package dev.cnnc.runtime.data;

import dev.cnnc.runtime.random.SplitMix64;
import java.util.Arrays;

/**
 * Examples divided at random into those to train on and those held out for the test. The division
 * follows from the number of examples, the fraction and the seed.
 *
 * @param train the numbers of the examples to train on, ascending
 * @param test the numbers of those held out, ascending
 */
public record HeldOut(int[] train, int[] test) {
  /**
   * Holds out {@code fraction · examples}, rounded, but at least one example, and leaves at least
   * one.
   *
   * @throws IllegalArgumentException if there are not two examples, or the fraction is not between
   *     0 and 1
   */
  public static HeldOut of(int examples, double fraction, long seed) {
    if (examples < 2 || !(fraction > 0 && fraction < 1)) {
      throw new IllegalArgumentException(
          "a fraction of " + fraction + " of " + examples + " examples cannot be held out");
    }
    int count = (int) Math.max(1, Math.min(examples - 1, Math.round(fraction * examples)));
    int[] order = new int[examples];
    Arrays.setAll(order, i -> i);
    SplitMix64 random = SplitMix64.named(seed, "split");
    for (int i = 0; i < count; i++) { // Fisher-Yates, as far as it is needed
      int other = i + random.nextInt(examples - i);
      int example = order[i];
      order[i] = order[other];
      order[other] = example;
    }
    int[] test = Arrays.copyOf(order, count);
    int[] train = Arrays.copyOfRange(order, count, examples);
    Arrays.sort(test);
    Arrays.sort(train);
    return new HeldOut(train, test);
  }
}
