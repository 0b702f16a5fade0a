package dev.cnnc.compiler.schedule;

import dev.cnnc.compiler.graph.Affine;
import java.util.Map;

/** The least and the greatest value of an expression. */
record Range(int least, int greatest) {
  /** Over all values of the indices, each from 0 to its extent - 1. */
  static Range of(Affine expression, Map<String, Integer> extents) {
    int least = expression.constant();
    int greatest = expression.constant();
    for (String index : expression.indices()) {
      int last = Math.multiplyExact(expression.coefficient(index), extents.get(index) - 1);
      least = Math.addExact(least, Math.min(0, last));
      greatest = Math.addExact(greatest, Math.max(0, last));
    }
    return new Range(least, greatest);
  }

  boolean within(int from, int to) {
    return from <= least && greatest < to;
  }
}
