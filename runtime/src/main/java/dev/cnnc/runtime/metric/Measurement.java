package dev.cnnc.runtime.metric;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What was measured over a number of examples.
 *
 * @param values of the metrics that are numbers, the loss first
 * @param classes if one of the metrics is about classes
 * @param confusion if it is among the metrics
 */
public record Measurement(
    long examples,
    Map<Metric, Double> values,
    Optional<ClassCounts> classes,
    Optional<ConfusionMatrix> confusion) {
  public Measurement {
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  /** The loss in the mean over the examples. */
  public double loss() {
    return value(Metric.LOSS);
  }

  /**
   * The value of a metric.
   *
   * @throws IllegalArgumentException if it was not measured
   */
  public double value(Metric metric) {
    Double value = values.get(metric);
    if (value == null) {
      throw new IllegalArgumentException(
          metric + " was not measured; there are " + values.keySet());
    }
    return value;
  }
}
