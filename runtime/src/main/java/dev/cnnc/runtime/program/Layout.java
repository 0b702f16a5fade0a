package dev.cnnc.runtime.program;

import java.util.List;

/**
 * Where the elements of one example of a tensor lie in its array: element {@code [i, j, …]} at
 * {@code offset + Σ strides·indices}. Examples of a batch follow each other every {@code length}
 * floats. The compiler is free to permute axes, to round the innermost one up to whole vectors, and
 * to leave a border of zeros (a halo) around the elements; what is not an element is zero and stays
 * zero.
 */
public record Layout(List<Integer> shape, List<Integer> strides, int offset, int length) {
  public Layout {
    shape = List.copyOf(shape);
    strides = List.copyOf(strides);
    if (shape.size() != strides.size() || offset < 0 || length < 1) {
      throw new IllegalArgumentException(
          "layout of "
              + shape
              + " with strides "
              + strides
              + ", offset "
              + offset
              + ", length "
              + length);
    }
  }

  /**
   * All elements one after the other, the last axis fastest: the order of files and of user arrays.
   */
  public static Layout rowMajor(List<Integer> shape) {
    Integer[] strides = new Integer[shape.size()];
    int length = 1;
    for (int axis = shape.size() - 1; axis >= 0; axis--) {
      strides[axis] = length;
      length = Math.multiplyExact(length, shape.get(axis));
    }
    return new Layout(shape, List.of(strides), 0, length);
  }
}
