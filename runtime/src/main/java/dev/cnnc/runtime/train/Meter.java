package dev.cnnc.runtime.train;

import dev.cnnc.runtime.data.Column;
import dev.cnnc.runtime.data.Dataset;
import dev.cnnc.runtime.execute.Execution;
import dev.cnnc.runtime.metric.ClassTally;
import dev.cnnc.runtime.metric.ErrorTally;
import dev.cnnc.runtime.metric.Measurement;
import dev.cnnc.runtime.metric.Metric;
import dev.cnnc.runtime.metric.Metrics;
import dev.cnnc.runtime.metric.Tally;
import dev.cnnc.runtime.network.Network;
import dev.cnnc.runtime.program.Buffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Measures loss and metrics of a program, batch by batch; adding a batch allocates nothing. The
 * targets are what the program was fed.
 */
final class Meter {
  private final Metrics metrics;
  private final Execution execution;
  private final Feed feed;
  private final Tally tally;
  private final float[] predictions;
  private final int outputElements;
  private double lossSum;
  private long examples;

  /**
   * @throws IllegalArgumentException if a metric does not suit the program or the data: it has no
   *     such output or input, the shapes are others, a label is no class
   */
  Meter(Metrics metrics, Execution execution, Feed feed, Dataset data, int batch) {
    this.metrics = metrics;
    this.execution = execution;
    this.feed = feed;
    if (!metrics.compare()) {
      tally = null;
      predictions = null;
      outputElements = 0;
      return;
    }
    Buffer output = execution.output(metrics.output());
    Buffer target = execution.input(metrics.target());
    List<Integer> shape = output.layout().shape();
    if (output.integers() || !output.batched()) {
      throw new IllegalArgumentException(
          "metrics need numbers f32 for each example, which output '"
              + metrics.output()
              + "' does not give");
    }
    tally = metrics.tally(shape, target.integers(), target.layout().shape()).orElseThrow();
    outputElements = shape.stream().reduce(1, Math::multiplyExact);
    predictions = new float[Math.multiplyExact(outputElements, batch)];
    if (tally instanceof ClassTally classes) {
      requireLabels(data.columns().get(metrics.target()), classes);
    }
  }

  private void requireLabels(Column labels, ClassTally tally) {
    int[] values = new int[labels.elements()];
    for (int example = 0; example < labels.size(); example++) {
      labels.read(example, values, 0);
      for (int label : values) {
        if ((label < 0 || label >= tally.classes()) && !tally.ignores(label)) {
          throw new IllegalArgumentException(
              "example "
                  + example
                  + " of the data set has the label "
                  + label
                  + ", output '"
                  + metrics.output()
                  + "' has the classes 0 to "
                  + (tally.classes() - 1));
        }
      }
    }
  }

  void reset() {
    lossSum = 0;
    examples = 0;
    if (tally != null) {
      tally.reset();
    }
  }

  /** Adds the program's last run. */
  void add() {
    int batch = execution.batch();
    lossSum += (double) execution.scalar(Network.LOSS) * batch;
    examples += batch;
    if (tally == null) {
      return;
    }
    execution.read(metrics.output(), predictions);
    if (tally instanceof ClassTally classes) {
      classes.add(predictions, feed.integers(metrics.target()), batch);
    } else if (tally instanceof ErrorTally errors) {
      errors.add(predictions, feed.floats(metrics.target()), batch * outputElements);
    }
  }

  /** How many examples have been added. */
  long examples() {
    return examples;
  }

  /** The mean of the loss over the examples so far. */
  double loss() {
    return lossSum / examples;
  }

  Measurement measurement() {
    Map<Metric, Double> values = new LinkedHashMap<>();
    for (Metric metric : metrics.scalars()) {
      values.put(metric, metric.equals(Metric.LOSS) ? loss() : tally.value(metric));
    }
    Optional<Tally> sums = Optional.ofNullable(tally);
    return new Measurement(
        examples, values, sums.flatMap(Tally::counts), sums.flatMap(Tally::confusion));
  }
}
