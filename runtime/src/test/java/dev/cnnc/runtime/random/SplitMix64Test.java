package dev.cnnc.runtime.random;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class SplitMix64Test {
  /** The JDK's SplittableRandom is the same published generator. */
  @Property(tries = 50)
  void agreesWithThePublishedGenerator(@ForAll long seed) {
    SplittableRandom expected = new SplittableRandom(seed);
    SplitMix64 random = new SplitMix64(seed);
    for (int i = 0; i < 20; i++) {
      assertEquals(expected.nextLong(), random.nextLong());
    }
  }

  @Property(tries = 50)
  void numbersStayInTheirRange(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = Integer.MAX_VALUE) int bound) {
    SplitMix64 random = new SplitMix64(seed);
    for (int i = 0; i < 20; i++) {
      int value = random.nextInt(bound);
      assertTrue(0 <= value && value < bound);
      double fraction = random.nextDouble();
      assertTrue(0 <= fraction && fraction < 1);
    }
  }

  @Test
  void momentsAreThoseOfTheDistributions() {
    SplitMix64 random = new SplitMix64(1);
    int draws = 200_000;
    double sum = 0;
    double squares = 0;
    double fourth = 0;
    int[] faces = new int[6];
    for (int i = 0; i < draws; i++) {
      double value = random.nextGaussian();
      sum += value;
      squares += value * value;
      fourth += value * value * value * value;
      faces[random.nextInt(6)]++;
    }
    assertEquals(0, sum / draws, 0.01);
    assertEquals(1, squares / draws, 0.02);
    assertEquals(3, fourth / draws, 0.1);
    for (int count : faces) {
      assertEquals(draws / 6.0, count, 4 * Math.sqrt(draws / 6.0));
    }
  }

  @Test
  void streamsDifferByNameAndSeed() {
    long first = SplitMix64.named(1, "conv2d_1.weight").nextLong();
    assertEquals(first, SplitMix64.named(1, "conv2d_1.weight").nextLong());
    assertNotEquals(first, SplitMix64.named(1, "conv2d_2.weight").nextLong());
    assertNotEquals(first, SplitMix64.named(2, "conv2d_1.weight").nextLong());
    assertNotEquals(SplitMix64.mix(0, 1), SplitMix64.mix(1, 0));
  }

  @Test
  void aBoundMustBePositive() {
    assertThrows(IllegalArgumentException.class, () -> new SplitMix64(0).nextInt(0));
  }
}
