package dev.cnnc.compiler.elaborate;

import dev.cnnc.compiler.graph.Affine;
import dev.cnnc.compiler.graph.Index;
import java.util.List;
import java.util.Map;

/** The least and the greatest value of an affine expression over the ranges of its indices. */
record Interval(long least, long most) {
  static Interval of(Affine affine, List<Index> indices) {
    long least = affine.constant();
    long most = affine.constant();
    for (Map.Entry<String, Integer> term : affine.coefficients().entrySet()) {
      long last =
          indices.stream()
              .filter(index -> index.name().equals(term.getKey()))
              .mapToLong(index -> index.extent() - 1L)
              .findFirst()
              .orElseThrow();
      long end = term.getValue() * last;
      least += Math.min(0, end);
      most += Math.max(0, end);
    }
    return new Interval(least, most);
  }

  /** Whether a subscript is whole and within {@code 0..extent-1} for all values of the indices. */
  static boolean alwaysInside(Ratio ratio, int extent, List<Index> indices) {
    if (ratio.divisor() != 1) {
      return false;
    }
    Interval range = of(ratio.numerator(), indices);
    return range.least >= 0 && range.most < extent;
  }
}
