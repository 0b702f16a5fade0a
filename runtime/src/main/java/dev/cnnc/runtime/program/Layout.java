package dev.cnnc.runtime.program;

import java.util.List;

/**
 * Where the elements of one example of a tensor lie in its array: element {@code [i, j, …]} at
 * {@code offset + Σ strides·indices}. Examples of a batch follow each other every {@code length}
 * floats. The compiler is free to permute axes, to leave a border of zeros (a halo) around the
 * elements, to round the innermost axis up to whole vectors, and to leave room after the last
 * element.
 *
 * <p>A new array is zero. What belongs to the halo stays zero: nobody writes it. What is there only
 * to fill up vectors may be overwritten by kernels with any number, and nothing that counts is
 * computed from it.
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
