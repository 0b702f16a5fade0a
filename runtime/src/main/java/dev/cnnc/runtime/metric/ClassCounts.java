package dev.cnnc.runtime.metric;

import java.util.function.IntToDoubleFunction;

/**
 * How often each class was predicted, was right, and was both. The means over classes are
 * scikit-learn's {@code average="macro", zero_division=0}: each class that was predicted or right
 * counts the same.
 */
public final class ClassCounts {
  private final long[] hits;
  private final long[] predicted;
  private final long[] labelled;

  /**
   * @param hits for each class, how often it was predicted rightly
   * @param predicted for each class, how often it was predicted
   * @param labelled for each class, how often it was the label
   */
  ClassCounts(long[] hits, long[] predicted, long[] labelled) {
    this.hits = hits.clone();
    this.predicted = predicted.clone();
    this.labelled = labelled.clone();
  }

  /** How many classes there are. */
  public int classes() {
    return hits.length;
  }

  /** How many examples have this label. */
  public long labelled(int type) {
    return labelled[type];
  }

  /** The share of the predictions of a class that are right; 0 if there are none. */
  public double precision(int type) {
    return share(hits[type], predicted[type]);
  }

  /** The share of the examples of a class that are found; 0 if there are none. */
  public double recall(int type) {
    return share(hits[type], labelled[type]);
  }

  /** The harmonic mean of precision and recall; 0 if the class is neither predicted nor right. */
  public double f1(int type) {
    return share(2 * hits[type], predicted[type] + labelled[type]);
  }

  /** The mean of {@link #precision(int)}. */
  public double precision() {
    return mean(this::precision);
  }

  /** The mean of {@link #recall(int)}. */
  public double recall() {
    return mean(this::recall);
  }

  /** The mean of {@link #f1(int)}. */
  public double f1() {
    return mean(this::f1);
  }

  private static double share(long part, long whole) {
    return whole == 0 ? 0 : (double) part / whole;
  }

  private double mean(IntToDoubleFunction measure) {
    double sum = 0;
    int count = 0;
    for (int type = 0; type < classes(); type++) {
      if (predicted[type] + labelled[type] > 0) {
        sum += measure.applyAsDouble(type);
        count++;
      }
    }
    return count == 0 ? 0 : sum / count;
  }
}
