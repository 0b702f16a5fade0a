package dev.cnnc.runtime.data;

import dev.cnnc.runtime.random.SplitMix64;

/**
 * The order in which an epoch takes the examples, and how it cuts them into batches. The last batch
 * is smaller if the batch size does not divide the number of examples. Allocates nothing after it
 * is made.
 */
public final class Batches {
  private final int[] order;
  private final int batchSize;
  private final boolean shuffled;
  private final long seed;

  /**
   * @param shuffled whether each epoch has an order of its own, which follows from the seed and the
   *     epoch's number; otherwise the examples come as they are
   */
  public Batches(int examples, int batchSize, boolean shuffled, long seed) {
    if (examples < 1 || batchSize < 1) {
      throw new IllegalArgumentException(
          "batches of " + batchSize + " of " + examples + " examples: both must be positive");
    }
    order = new int[examples];
    this.batchSize = Math.min(batchSize, examples);
    this.shuffled = shuffled;
    this.seed = seed;
    begin(0);
  }

  /** Begins an epoch, by number from 0. */
  public void begin(int epoch) {
    for (int i = 0; i < order.length; i++) {
      order[i] = i;
    }
    if (!shuffled) {
      return;
    }
    SplitMix64 random = new SplitMix64(SplitMix64.mix(seed, epoch));
    for (int i = order.length - 1; i > 0; i--) { // Fisher-Yates
      int other = random.nextInt(i + 1);
      int example = order[i];
      order[i] = order[other];
      order[other] = example;
    }
  }

  /** How many batches an epoch has. */
  public int count() {
    return (order.length - 1) / batchSize + 1;
  }

  /** The largest size of a batch: of all but possibly the last. */
  public int batchSize() {
    return batchSize;
  }

  /** How many examples a batch has. */
  public int size(int batch) {
    return Math.min(batchSize, order.length - batch * batchSize);
  }

  /** The number in the data set of an example of a batch. */
  public int example(int batch, int position) {
    return order[batch * batchSize + position];
  }
}
