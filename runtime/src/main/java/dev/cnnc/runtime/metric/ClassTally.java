package dev.cnnc.runtime.metric;

import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;

/** Counts where the right classes stand among the scores, and what was predicted instead. */
public final class ClassTally implements Tally {
  private final ClassAxis axis;
  private final OptionalInt ignored;
  private final long[] ranks;
  private final long[] hits;
  private final long[] predicted;
  private final long[] labelled;
  private final long[] table;
  private long counted;

  /**
   * @param ignored the label that does not count, if there is one
   * @param withTable whether to count for each pair of classes, too
   */
  ClassTally(ClassAxis axis, OptionalInt ignored, boolean withTable) {
    this.axis = axis;
    this.ignored = ignored;
    int classes = axis.classes();
    ranks = new long[classes];
    hits = new long[classes];
    predicted = new long[classes];
    labelled = new long[classes];
    table = new long[withTable ? classes * classes : 0];
  }

  /** How many classes there are; labels are below. */
  public int classes() {
    return axis.classes();
  }

  /** Whether a label does not count. */
  public boolean ignores(int label) {
    return ignored.isPresent() && label == ignored.getAsInt();
  }

  @Override
  public void reset() {
    for (long[] counts : new long[][] {ranks, hits, predicted, labelled, table}) {
      Arrays.fill(counts, 0);
    }
    counted = 0;
  }

  /**
   * Adds a batch of that many examples.
   *
   * @param scores of the network's output, row-major
   * @param labels from 0 or ignored, one for each position of each example
   */
  public void add(float[] scores, int[] labels, int count) {
    for (int example = 0; example < count; example++) {
      for (int position = 0; position < axis.positions(); position++) {
        add(scores, axis.start(example, position), labels[example * axis.positions() + position]);
      }
    }
  }

  private void add(float[] scores, int start, int label) {
    if (ignores(label)) {
      return;
    }
    counted++;
    int best = 0;
    int rank = 0;
    for (int type = 0; type < axis.classes(); type++) {
      best = precedes(scores, start, type, best) ? type : best;
      rank += precedes(scores, start, type, label) ? 1 : 0;
    }
    ranks[rank]++;
    predicted[best]++;
    labelled[label]++;
    if (best == label) {
      hits[label]++;
    }
    if (table.length > 0) {
      table[label * axis.classes() + best]++;
    }
  }

  /** Whether a class stands before another: a higher score, or an equal one and a lower number. */
  private boolean precedes(float[] scores, int start, int type, int other) {
    float score = scores[start + type * axis.stride()];
    float otherScore = scores[start + other * axis.stride()];
    if (score > otherScore || score < otherScore) {
      return score > otherScore;
    }
    boolean isNumber = score == score;
    boolean otherIsNumber = otherScore == otherScore;
    return isNumber == otherIsNumber ? type < other : isNumber;
  }

  @Override
  public double value(Metric metric) {
    return switch (metric.kind()) {
      case ACCURACY -> shareWithin(1);
      case TOP_K -> shareWithin(metric.k());
      case PRECISION -> count().precision();
      case RECALL -> count().recall();
      case F1 -> count().f1();
      case LOSS, CONFUSION, MAE, RMSE ->
          throw new IllegalArgumentException(metric + " is no number that follows from classes");
    };
  }

  private double shareWithin(int k) {
    long sum = 0;
    for (int rank = 0; rank < k; rank++) {
      sum += ranks[rank];
    }
    return (double) sum / counted;
  }

  @Override
  public Optional<ClassCounts> counts() {
    return Optional.of(count());
  }

  private ClassCounts count() {
    return new ClassCounts(hits, predicted, labelled);
  }

  @Override
  public Optional<ConfusionMatrix> confusion() {
    return table.length == 0
        ? Optional.empty()
        : Optional.of(new ConfusionMatrix(axis.classes(), table));
  }
}
