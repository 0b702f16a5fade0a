package dev.cnnc.runtime.initialize;

import java.util.List;

/**
 * How many inputs an output of a layer sums, and how many outputs an input reaches, from the shape
 * {@code [out, in, kernel…]} of its weight, as PyTorch counts them: {@code in · kernel} and {@code
 * out · kernel}.
 */
record Fans(long in, long out) {
  /**
   * @throws IllegalArgumentException if the shape has fewer than two axes
   */
  static Fans of(List<Integer> shape) {
    if (shape.size() < 2) {
      throw new IllegalArgumentException(
          "needs a shape [out, in, ...] of two or more axes, found " + shape);
    }
    long kernel = 1;
    for (int extent : shape.subList(2, shape.size())) {
      kernel *= extent;
    }
    return new Fans(shape.get(1) * kernel, shape.get(0) * kernel);
  }
}
