package dev.cnnc.runtime.metric;

import dev.cnnc.runtime.argument.Arguments;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Something that is measured over examples.
 *
 * @param k of {@link MetricKind#TOP_K}; 0 for the others
 */
public record Metric(MetricKind kind, int k) {
  private static final Pattern TEXT = Pattern.compile("(\\w+)(?:\\((\\d+)\\))?");

  public static final Metric LOSS = new Metric(MetricKind.LOSS, 0);
  public static final Metric ACCURACY = new Metric(MetricKind.ACCURACY, 0);

  public Metric {
    if (kind == MetricKind.TOP_K ? k < 1 : k != 0) {
      throw new IllegalArgumentException(
          kind.scriptName() + ": k of top_k must be a whole number of at least 1, found " + k);
    }
  }

  /** A metric without arguments. */
  public static Metric of(MetricKind kind) {
    return new Metric(kind, 0);
  }

  /** {@code top_k(k)}. */
  public static Metric topK(int k) {
    return new Metric(MetricKind.TOP_K, k);
  }

  /**
   * A metric as a script names it.
   *
   * @throws IllegalArgumentException if an argument is missing, unknown or out of its range
   */
  public static Metric of(MetricKind kind, Map<String, List<Double>> given) {
    Map<String, List<Double>> arguments = Arguments.complete(kind.arguments(), given);
    if (kind != MetricKind.TOP_K) {
      return of(kind);
    }
    double k = arguments.get("k").get(0);
    if (k < 1 || k > Integer.MAX_VALUE || k != Math.rint(k)) {
      throw new IllegalArgumentException(
          "k of top_k must be a whole number of at least 1, found " + k);
    }
    return topK((int) k);
  }

  /**
   * The metric whose {@link #text} this is.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Metric named(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("no metric '" + text + "'");
    }
    String k = matcher.group(2);
    return new Metric(MetricKind.named(matcher.group(1)), k == null ? 0 : Integer.parseInt(k));
  }

  /** As it is written in a script: {@code accuracy}, {@code top_k(5)}. */
  public String text() {
    return k == 0 ? kind.scriptName() : kind.scriptName() + "(" + k + ")";
  }

  /** Whether one value is better than another; nothing is better than what is not a number. */
  public boolean isBetter(double value, double other) {
    return Double.isNaN(other)
        ? !Double.isNaN(value)
        : kind.isShare() ? value > other : value < other;
  }

  @Override
  public String toString() {
    return text();
  }
}
