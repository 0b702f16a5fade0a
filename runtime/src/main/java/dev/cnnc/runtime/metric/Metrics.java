package dev.cnnc.runtime.metric;

import dev.cnnc.runtime.metric.MetricKind.Family;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What is measured besides the loss, and on what.
 *
 * @param output the network's output that the metrics compare
 * @param target the column of the data that it is compared with
 * @param ignored the label that does not count, if there is one
 * @param metrics may be none; output and target do not matter then
 */
public record Metrics(String output, String target, OptionalInt ignored, List<Metric> metrics) {
  /** Nothing but the loss. */
  public static final Metrics NONE = new Metrics("", "", OptionalInt.empty(), List.of());

  private static final int MOST_CONFUSED = 1000;

  public Metrics {
    metrics = List.copyOf(metrics);
  }

  /** Metrics over all labels. */
  public Metrics(String output, String target, List<Metric> metrics) {
    this(output, target, OptionalInt.empty(), metrics);
  }

  /** The accuracy of a classifier. */
  public static Metrics accuracy(String output, String labels) {
    return new Metrics(output, labels, List.of(Metric.ACCURACY));
  }

  /** These and one more, if it is not among them. */
  public Metrics with(Metric metric) {
    if (metrics.contains(metric)) {
      return this;
    }
    List<Metric> more = new ArrayList<>(metrics);
    more.add(metric);
    return new Metrics(output, target, ignored, more);
  }

  /** Whether there is one that has to look at output and target. */
  public boolean compare() {
    return metrics.stream().anyMatch(metric -> metric.kind().family() != Family.LOSS);
  }

  /** The metrics that are numbers, the loss first. */
  public List<Metric> scalars() {
    List<Metric> scalars = new ArrayList<>(List.of(Metric.LOSS));
    for (Metric metric : metrics) {
      if (metric.kind().isScalar() && !scalars.contains(metric)) {
        scalars.add(metric);
      }
    }
    return scalars;
  }

  /** Whether labels of this kind are those of classes that an output has scores for. */
  public static boolean isClassification(
      List<Integer> output, boolean integers, List<Integer> target) {
    return integers && ClassAxis.of(output, target).isPresent();
  }

  /**
   * The sums that the metrics follow from; none if they do not {@link #compare}.
   *
   * @param outputShape of the output, for one example
   * @param integers whether the target is {@code i32}
   * @param targetShape of the target, for one example
   * @throws IllegalArgumentException if a metric cannot be measured on these
   */
  public Optional<Tally> tally(
      List<Integer> outputShape, boolean integers, List<Integer> targetShape) {
    metrics.forEach(metric -> require(metric, outputShape, integers, targetShape));
    if (!compare()) {
      return Optional.empty();
    }
    boolean table = metrics.contains(Metric.of(MetricKind.CONFUSION));
    return Optional.of(
        integers
            ? new ClassTally(ClassAxis.of(outputShape, targetShape).orElseThrow(), ignored, table)
            : new ErrorTally());
  }

  /**
   * @throws IllegalArgumentException if a metric cannot be measured on an output and a target
   */
  public static void require(
      Metric metric, List<Integer> output, boolean integers, List<Integer> target) {
    Family family = metric.kind().family();
    if (family == Family.ERRORS && (integers || !output.equals(target))) {
      throw new IllegalArgumentException(
          metric
              + " needs a target f32"
              + output
              + " as the output it is compared with, found "
              + text(integers, target));
    }
    if (family != Family.CLASSES) {
      return;
    }
    if (!isClassification(output, integers, target)) {
      throw new IllegalArgumentException(
          metric
              + " needs labels i32 and an output f32 with one axis more, that of the classes; found"
              + " labels "
              + text(integers, target)
              + " and an output f32"
              + output);
    }
    int classes = ClassAxis.of(output, target).orElseThrow().classes();
    if (metric.k() > classes || (!metric.kind().isScalar() && classes > MOST_CONFUSED)) {
      throw new IllegalArgumentException(
          metric
              + " needs "
              + (metric.k() > classes ? "at least " + metric.k() : "at most " + MOST_CONFUSED)
              + " classes, the output has "
              + classes);
    }
  }

  private static String text(boolean integers, List<Integer> shape) {
    return (integers ? "i32" : "f32") + shape;
  }
}
