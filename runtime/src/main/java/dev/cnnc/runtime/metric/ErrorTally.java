package dev.cnnc.runtime.metric;

/** Sums of the errors of predicted numbers, in {@code double}, in the order of the examples. */
public final class ErrorTally implements Tally {
  private long elements;
  private double absolute;
  private double squared;

  @Override
  public void reset() {
    elements = 0;
    absolute = 0;
    squared = 0;
  }

  /** Adds the first {@code count} elements of both. */
  public void add(float[] predictions, float[] targets, int count) {
    for (int i = 0; i < count; i++) {
      double error = (double) predictions[i] - targets[i];
      absolute += Math.abs(error);
      squared += error * error;
    }
    elements += count;
  }

  @Override
  public double value(Metric metric) {
    return switch (metric.kind()) {
      case MAE -> absolute / elements;
      case RMSE -> Math.sqrt(squared / elements);
      case LOSS, ACCURACY, TOP_K, CONFUSION, PRECISION, RECALL, F1 ->
          throw new IllegalArgumentException(metric + " does not follow from errors");
    };
  }
}
