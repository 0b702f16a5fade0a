package dev.cnnc.runtime.program;

import java.util.List;

/**
 * Where the elements of one example of a tensor lie in its array: element {@code [i, j, …]} at
 * {@code offset + Σ strides·indices}. Examples of a batch follow each other every {@code length}
 * floats. Or they lie interleaved, so that vectors run along examples: {@code interleaved} of them
 * next to each other, {@code [i, j, …]} of example {@code e} at {@code (e / interleaved)·length +
 * offset + Σ strides·indices + e mod interleaved}. The compiler is free to permute axes, to leave a
 * border of zeros (a halo) around the elements, to round the innermost axis up to whole vectors,
 * and to leave room after the last element.
 *
 * <p>A new array is zero. What belongs to the halo stays zero: nobody writes it. What is there only
 * to fill up vectors may be overwritten by kernels with any number, and nothing that counts is
 * computed from it.
 *
 * @param length how many floats there are from an example, or group of interleaved examples, to the
 *     next
 */
public record Layout(
    List<Integer> shape, List<Integer> strides, int offset, int length, int interleaved) {
  public Layout {
    shape = List.copyOf(shape);
    strides = List.copyOf(strides);
    if (shape.size() != strides.size() || offset < 0 || length < 1 || interleaved < 1) {
      throw new IllegalArgumentException(
          "layout of "
              + shape
              + " with strides "
              + strides
              + ", offset "
              + offset
              + ", length "
              + length
              + ", interleaved "
              + interleaved);
    }
  }

  /** A layout whose examples follow each other. */
  public Layout(List<Integer> shape, List<Integer> strides, int offset, int length) {
    this(shape, strides, offset, length, 1);
  }

  /** Where an example begins; its offset not included. */
  public int start(int example) {
    return example / interleaved * length + example % interleaved;
  }

  /** How many floats that many examples take. */
  public long floats(int examples) {
    return (long) ((examples - 1) / interleaved + 1) * length;
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
