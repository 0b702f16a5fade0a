package dev.cnnc.runtime.metric;

import java.util.Optional;

/**
 * Sums over examples, from which metrics follow. Examples come in any number of batches; how they
 * are cut changes no result. Adding allocates nothing.
 */
public sealed interface Tally permits ClassTally, ErrorTally {
  /** Forgets all examples. */
  void reset();

  /** The value of a metric that is a number, over the examples since the last {@link #reset}. */
  double value(Metric metric);

  /** If it counts classes. */
  default Optional<ClassCounts> counts() {
    return Optional.empty();
  }

  /** If it keeps the table. */
  default Optional<ConfusionMatrix> confusion() {
    return Optional.empty();
  }
}
