package dev.cnnc.runtime.parallel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class SharingTest {
  private final Sharing sharing = new Sharing(2);

  /** Runs passes that take so long in each way, and returns how many of them were shared. */
  private int run(int passes, int size, long shared, long alone) {
    return run(passes, size, shared, alone, () -> 1);
  }

  private interface Noise {
    double factor();
  }

  private int run(int passes, int size, long shared, long alone, Noise noise) {
    int count = 0;
    for (int pass = 0; pass < passes; pass++) {
      boolean now = sharing.begin(size);
      count += now ? 1 : 0;
      sharing.end((long) ((now ? shared : alone) * noise.factor()));
    }
    return count;
  }

  @Property
  void theFasterWayIsUsedWhereverItChanges(
      @ForAll @IntRange(min = 10_000, max = 500_000) int shared,
      @ForAll @IntRange(min = 10_000, max = 500_000) int alone) {
    // Where they are closer, it does not matter.
    Assume.that(Math.abs(shared - alone) * 10L >= Math.max(shared, alone));
    run(2 * Sharing.RAREST_TRIAL, 1, shared, alone);
    assertUsed(shared < alone, run(10_000, 1, shared, alone));
    run(2 * Sharing.RAREST_TRIAL, 1, alone, shared); // the processors have moved
    assertUsed(alone < shared, run(10_000, 1, alone, shared));
  }

  private static void assertUsed(boolean shared, int count) {
    int right = shared ? count : 10_000 - count;
    assertTrue(right >= 9_900, "only " + right + " of 10,000 passes in the faster way");
  }

  /** One pass in twenty is disturbed by other work, and takes up to ten times as long. */
  @Property
  void passesThatAreDisturbedCountLittle(@ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Noise noise =
        () ->
            (1 + 0.05 * random.nextDouble())
                * (random.nextInt(20) == 0 ? 10 * random.nextDouble() + 1 : 1);
    int count = run(20_000, 1, 100_000, 180_000, noise);
    assertTrue(count >= 19_600, count + " of 20,000 passes shared");
  }

  /** Passes that begin to take longer are a reason to try the other way at once. */
  @Property
  void aChangeForTheWorseIsNoticedSoon(@ForAll @IntRange(min = 1, max = 4_000) int before) {
    run(before + Sharing.RAREST_TRIAL, 1, 350_000, 500_000);
    int shared = run(200, 1, 950_000, 500_000); // the processors have moved apart
    assertTrue(shared <= 2 * Sharing.SETTLED, shared + " of 200 passes still shared");
  }

  @Test
  void itBeginsShared() {
    assertEquals(Sharing.FIRST_TRIAL, run(Sharing.FIRST_TRIAL, 1, 900, 100));
  }

  @Test
  void longPassesAreNeverTriedAlone() {
    assertEquals(5_000, run(5_000, 64, Sharing.LONG / 2, 1));
  }

  /** Not even if they were short when that was found out. */
  @Test
  void whatBecomesLongAloneIsTriedSharedAgain() {
    run(5_000, 1, 2_000_000, 1_000_000);
    run(2_000, 1, 1_900_000, 3_000_000);
    assertUsed(true, run(10_000, 1, 1_900_000, 3_000_000));
  }

  @Test
  void aChangeOfSizeBeginsAnewOnceItLasts() {
    run(5_000, 1, 900, 100);
    assertEquals(0, run(Sharing.SETTLED - 1, 2, 900, 100));
    assertEquals(1, run(1, 2, 900, 100));
  }

  /** As the last batch of a data set is smaller. */
  @Test
  void singlePassesOfAnotherSizeDoNotCount() {
    int shared = 0;
    for (int epoch = 0; epoch < 1_000; epoch++) {
      shared += run(9, 16, 900_000, 500_000);
      shared += run(1, 6, 1, 1_000_000_000);
    }
    assertTrue(shared < 500, shared + " of 10,000 passes shared");
  }
}
