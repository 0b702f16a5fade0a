package dev.cnnc.runtime.train;

import dev.cnnc.runtime.metric.Metrics;

/**
 * How to train.
 *
 * @param epochs how often the network sees each example
 * @param batch how many examples a step takes; the last of an epoch may take fewer
 * @param schedule of the learning rate
 * @param seed of the order of the examples and of the random numbers of the steps. The first values
 *     of the parameters are the network's matter.
 * @param shuffle whether each epoch has an order of its own
 * @param metrics what is measured besides the loss
 */
public record TrainingOptions(
    int epochs, int batch, Schedule schedule, long seed, boolean shuffle, Metrics metrics) {
  public TrainingOptions {
    if (epochs < 1 || batch < 1) {
      throw new IllegalArgumentException(
          "training needs at least one epoch and one example a batch, found "
              + epochs
              + " epochs, batch "
              + batch);
    }
  }

  /** One epoch, batches of 32, a constant learning rate, seed 0, shuffled, without metrics. */
  public static TrainingOptions defaults() {
    return new TrainingOptions(1, 32, Schedule.constant(), 0, true, Metrics.NONE);
  }

  public TrainingOptions withEpochs(int value) {
    return new TrainingOptions(value, batch, schedule, seed, shuffle, metrics);
  }

  public TrainingOptions withBatch(int value) {
    return new TrainingOptions(epochs, value, schedule, seed, shuffle, metrics);
  }

  public TrainingOptions withSchedule(Schedule value) {
    return new TrainingOptions(epochs, batch, value, seed, shuffle, metrics);
  }

  public TrainingOptions withSeed(long value) {
    return new TrainingOptions(epochs, batch, schedule, value, shuffle, metrics);
  }

  public TrainingOptions withShuffle(boolean value) {
    return new TrainingOptions(epochs, batch, schedule, seed, value, metrics);
  }

  public TrainingOptions withMetrics(Metrics value) {
    return new TrainingOptions(epochs, batch, schedule, seed, shuffle, value);
  }
}
