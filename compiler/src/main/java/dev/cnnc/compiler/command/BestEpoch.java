package dev.cnnc.compiler.command;

import dev.cnnc.runtime.metric.Metric;
import dev.cnnc.runtime.train.EpochReport;
import java.util.Map;
import java.util.Optional;

/**
 * The epoch whose weights are kept: the last, or the first that is best by a metric on the test
 * examples. It is kept with the checkpoint, so that a training that is resumed knows it.
 */
final class BestEpoch {
  private static final String METRIC = "cnnc.best.metric";
  private static final String VALUE = "cnnc.best.value";
  private static final String EPOCH = "cnnc.best.epoch";

  private final Optional<Metric> metric;
  private double value = Double.NaN;
  private int epoch;

  BestEpoch(Optional<Metric> metric) {
    this.metric = metric;
  }

  /** Whether the best is kept, rather than the last. */
  boolean isSought() {
    return metric.isPresent();
  }

  /** Whether an epoch that has just been finished is the one to keep. */
  boolean take(EpochReport report) {
    if (metric.isPresent()) {
      double found = report.test().orElseThrow().value(metric.get());
      if (epoch > 0 && !metric.get().isBetter(found, value)) {
        return false;
      }
      value = found;
    }
    epoch = report.epoch();
    return true;
  }

  /** What a checkpoint keeps of it. */
  Map<String, String> metadata() {
    return metric
        .map(
            by ->
                Map.of(
                    METRIC, by.text(), VALUE, String.valueOf(value), EPOCH, String.valueOf(epoch)))
        .orElse(Map.of());
  }

  /** Takes up what a checkpoint kept, if that was found by the same metric. */
  void resume(Map<String, String> metadata) {
    if (metric.isPresent() && metric.get().text().equals(metadata.get(METRIC))) {
      value = Double.parseDouble(metadata.get(VALUE));
      epoch = Integer.parseInt(metadata.get(EPOCH));
    }
  }

  /** {@code the weights after epoch 3}, with what makes them the best. */
  @Override
  public String toString() {
    return "the weights after epoch "
        + epoch
        + metric
            .map(by -> ", the best so far (" + by + " " + MetricText.value(by, value) + "),")
            .orElse("");
  }
}
