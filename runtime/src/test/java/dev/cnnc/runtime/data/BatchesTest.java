package dev.cnnc.runtime.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.stream.IntStream;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class BatchesTest {
  private static int[] order(Batches batches) {
    IntStream.Builder order = IntStream.builder();
    for (int batch = 0; batch < batches.count(); batch++) {
      assertTrue(batches.size(batch) >= 1 && batches.size(batch) <= batches.batchSize());
      assertTrue(
          batches.size(batch) == batches.batchSize() || batch == batches.count() - 1,
          "only the last batch may be smaller");
      for (int i = 0; i < batches.size(batch); i++) {
        order.add(batches.example(batch, i));
      }
    }
    return order.build().toArray();
  }

  @Property(tries = 100, edgeCases = EdgeCasesMode.NONE)
  void anEpochTakesEveryExampleOnce(
      @ForAll @IntRange(min = 1, max = 200) int examples,
      @ForAll @IntRange(min = 1, max = 250) int batchSize,
      @ForAll boolean shuffled,
      @ForAll long seed,
      @ForAll @IntRange(max = 5) int epoch) {
    Batches batches = new Batches(examples, batchSize, shuffled, seed);
    batches.begin(epoch);
    int[] order = order(batches);
    int[] all = IntStream.range(0, examples).toArray();
    if (!shuffled) {
      assertArrayEquals(all, order);
    }
    Arrays.sort(order);
    assertArrayEquals(all, order);
  }

  @Test
  void ordersFollowFromSeedAndEpoch() {
    Batches batches = new Batches(50, 8, true, 1);
    batches.begin(3);
    int[] third = order(batches);
    batches.begin(4);
    assertFalse(Arrays.equals(third, order(batches)));
    batches.begin(3);
    assertArrayEquals(third, order(batches), "whatever epochs came before");
    Batches other = new Batches(50, 8, true, 2);
    other.begin(3);
    assertFalse(Arrays.equals(third, order(other)));
  }

  /** Every example is equally likely in every place. */
  @Test
  void shufflingIsFair() {
    int epochs = 6000;
    int[][] counts = new int[5][5];
    Batches batches = new Batches(5, 2, true, 9);
    for (int epoch = 0; epoch < epochs; epoch++) {
      batches.begin(epoch);
      int[] order = order(batches);
      for (int place = 0; place < 5; place++) {
        counts[place][order[place]]++;
      }
    }
    for (int[] row : counts) {
      for (int count : row) {
        assertEquals(epochs / 5.0, count, 5 * Math.sqrt(epochs / 5.0));
      }
    }
  }
}
