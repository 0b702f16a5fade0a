package dev.cnnc.runtime.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class HeldOutTest {
  @Property
  void everyExampleIsOnOneSide(
      @ForAll @IntRange(min = 2, max = 500) int examples,
      @ForAll @DoubleRange(min = 0.01, max = 0.99) double fraction,
      @ForAll long seed) {
    HeldOut division = HeldOut.of(examples, fraction, seed);
    assertArrayEquals(
        IntStream.range(0, examples).toArray(),
        IntStream.concat(IntStream.of(division.train()), IntStream.of(division.test()))
            .sorted()
            .toArray());
    long wanted = Math.max(1, Math.min(examples - 1, Math.round(examples * fraction)));
    assertEquals(wanted, division.test().length);
    assertArrayEquals(division.test(), HeldOut.of(examples, fraction, seed).test());
  }

  @Test
  void theSeedChooses() {
    int[] first = HeldOut.of(1000, 0.1, 0).test();
    assertFalse(Arrays.equals(first, HeldOut.of(1000, 0.1, 1).test()));
    // Not a stretch of the examples, which may be ordered by class: about half are of each half.
    long low = IntStream.of(first).filter(example -> example < 500).count();
    assertEquals(50, low, 20);
  }

  @Test
  void whatCannotBeDivided() {
    assertThrows(IllegalArgumentException.class, () -> HeldOut.of(1, 0.5, 0));
    assertThrows(IllegalArgumentException.class, () -> HeldOut.of(10, 1, 0));
    assertThrows(IllegalArgumentException.class, () -> HeldOut.of(10, Double.NaN, 0));
  }
}
