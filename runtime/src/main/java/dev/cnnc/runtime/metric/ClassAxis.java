package dev.cnnc.runtime.metric;

import java.util.List;
import java.util.Optional;

/**
 * Where the scores of the classes lie in an output. There is a label for each of {@code positions}
 * positions of an example, a single one for labels {@code i32[]}. The class axis is the axis that
 * the output has and the labels have not: the first, as in PyTorch, or else the last.
 *
 * @param first whether it is the first axis: score {@code [class, position]}; otherwise {@code
 *     [position, class]}
 */
record ClassAxis(int classes, int positions, boolean first) {
  /**
   * The class axis of an output.
   *
   * @param output the shape for an example
   * @param labels likewise
   */
  static Optional<ClassAxis> of(List<Integer> output, List<Integer> labels) {
    int rank = output.size();
    if (rank != labels.size() + 1) {
      return Optional.empty();
    }
    int positions = labels.stream().reduce(1, Math::multiplyExact);
    if (output.subList(1, rank).equals(labels)) {
      return Optional.of(new ClassAxis(output.get(0), positions, true));
    }
    return output.subList(0, rank - 1).equals(labels)
        ? Optional.of(new ClassAxis(output.get(rank - 1), positions, false))
        : Optional.empty();
  }

  /** The place of the score of class 0 among the scores of a batch. */
  int start(int example, int position) {
    return example * classes * positions + position * (first ? 1 : classes);
  }

  /** How far the score of the next class is. */
  int stride() {
    return first ? positions : 1;
  }
}
