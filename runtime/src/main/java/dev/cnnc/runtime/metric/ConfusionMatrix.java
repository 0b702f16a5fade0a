package dev.cnnc.runtime.metric;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** How often each class was predicted for each label. */
public final class ConfusionMatrix {
  private final int classes;
  private final long[] counts;

  /**
   * @param counts {@code [label, predicted]}, row-major
   */
  ConfusionMatrix(int classes, long[] counts) {
    this.classes = classes;
    this.counts = counts.clone();
  }

  /** How many classes there are. */
  public int classes() {
    return classes;
  }

  /** How often a class was predicted where another, or the same, was right. */
  public long count(int label, int predicted) {
    return counts[label * classes + predicted];
  }

  /** What was predicted instead of a label, and how often. */
  public record Mistake(int label, int predicted, long count) {}

  /** The most frequent mistakes, at most {@code most}; of equal ones the first by label. */
  public List<Mistake> mistakes(int most) {
    List<Mistake> mistakes = new ArrayList<>();
    for (int place = 0; place < counts.length; place++) {
      int label = place / classes;
      int predicted = place % classes;
      if (label != predicted && counts[place] > 0) {
        mistakes.add(new Mistake(label, predicted, counts[place]));
      }
    }
    mistakes.sort(Comparator.comparingLong(Mistake::count).reversed());
    return List.copyOf(mistakes.subList(0, Math.min(most, mistakes.size())));
  }
}
