package dev.cnnc.runtime.execute;

import dev.cnnc.runtime.program.Layout;

/**
 * Copies examples between row-major order and a {@link Layout}. Only elements are written, never
 * what lies between them, so halos and padding keep their zeros. A copy allocates nothing.
 *
 * <p>Axes that lie in the array as in row-major order are joined when it is made: an array without
 * gaps is one {@code System.arraycopy}, one with a halo is a copy per row.
 */
public final class LayoutCopy {
  private final int[] extents;
  private final int[] strides;

  /** How many elements the axes inside of an axis have: its stride in row-major order. */
  private final int[] rowStrides;

  private final int offset;
  private final Layout layout;
  private final int elements;

  /**
   * @throws IllegalArgumentException if the layout reaches outside of its own length
   */
  public LayoutCopy(Layout layout) {
    int rank = layout.shape().size();
    int[] joinedExtents = new int[Math.max(rank, 1)];
    int[] joinedStrides = new int[Math.max(rank, 1)];
    joinedExtents[0] = 1;
    joinedStrides[0] = 1;
    int axes = 0;
    long last = layout.offset();
    for (int axis = 0; axis < rank; axis++) {
      int extent = layout.shape().get(axis);
      int stride = layout.strides().get(axis);
      if (extent < 1 || stride < 0) {
        throw new IllegalArgumentException("malformed " + layout);
      }
      last += (long) (extent - 1) * stride;
      if (extent == 1) {
        continue;
      }
      if (axes > 0 && joinedStrides[axes - 1] == (long) extent * stride) {
        joinedExtents[axes - 1] *= extent;
        joinedStrides[axes - 1] = stride;
      } else {
        joinedExtents[axes] = extent;
        joinedStrides[axes] = stride;
        axes++;
      }
    }
    if (last + layout.interleaved() > layout.length()) {
      throw new IllegalArgumentException("its last element lies outside of " + layout);
    }
    axes = Math.max(axes, 1);
    extents = java.util.Arrays.copyOf(joinedExtents, axes);
    strides = java.util.Arrays.copyOf(joinedStrides, axes);
    rowStrides = new int[axes];
    int size = 1;
    for (int axis = axes - 1; axis >= 0; axis--) {
      rowStrides[axis] = size;
      size = Math.multiplyExact(size, extents[axis]);
    }
    elements = size;
    offset = layout.offset();
    this.layout = layout;
  }

  /** How many examples lie between each other. */
  int interleaved() {
    return layout.interleaved();
  }

  /** How many elements one example has. */
  public int elements() {
    return elements;
  }

  /**
   * Row-major examples into the layout: {@code array[n·length + …] = rows[n·elements + …]}. What
   * fills up the last group of interleaved examples becomes zero.
   */
  public void scatter(float[] rows, float[] array, int examples) {
    scatter(rows, 0, array, 0, examples);
  }

  /**
   * As {@link #scatter(float[], float[], int)}, the examples {@code from} to {@code to − 1}. Begin
   * at a whole group of interleaved examples, and end at one unless there are no more.
   *
   * @param first how many examples of {@code rows} are before the first one of the array
   */
  void scatter(float[] rows, int first, float[] array, int from, int to) {
    requireRows(rows.length, first + to);
    scatterAll(rows, first, array, from, to);
  }

  /** As {@link #scatter(float[], float[], int)}, of integers. */
  public void scatter(int[] rows, int[] array, int examples) {
    scatter(rows, 0, array, examples);
  }

  /** As {@link #scatter(int[], int[], int)}, without the first examples of {@code rows}. */
  void scatter(int[] rows, int first, int[] array, int examples) {
    requireRows(rows.length, first + examples);
    scatterAll(rows, first, array, 0, examples);
  }

  /** The layout's examples into row-major order: the inverse of {@code scatter}. */
  public void gather(float[] array, float[] rows, int examples) {
    gather(array, rows, 0, examples);
  }

  /** As {@link #gather(float[], float[], int)}, behind the first examples of {@code rows}. */
  void gather(float[] array, float[] rows, int first, int examples) {
    requireRows(rows.length, first + examples);
    gatherAll(array, rows, first, examples);
  }

  /** As {@link #gather(float[], float[], int)}, of integers. */
  public void gather(int[] array, int[] rows, int examples) {
    gather(array, rows, 0, examples);
  }

  /** As {@link #gather(int[], int[], int)}, behind the first examples of {@code rows}. */
  void gather(int[] array, int[] rows, int first, int examples) {
    requireRows(rows.length, first + examples);
    gatherAll(array, rows, first, examples);
  }

  // ---- arrays of either type

  private void scatterAll(Object rows, int first, Object array, int from, int to) {
    if (isDense()) {
      int start = (first + from) * elements;
      System.arraycopy(rows, start, array, from * elements, (to - from) * elements);
      return;
    }
    for (int example = from; example < to; example++) {
      int row = (first + example) * elements;
      copy(rows, row, array, layout.start(example) + offset, 0, true);
    }
    for (int example = to; example % layout.interleaved() != 0; example++) {
      clear(array, layout.start(example) + offset, 0);
    }
  }

  private void gatherAll(Object array, Object rows, int first, int examples) {
    if (isDense()) {
      System.arraycopy(array, 0, rows, first * elements, examples * elements);
      return;
    }
    for (int example = 0; example < examples; example++) {
      int row = (first + example) * elements;
      copy(rows, row, array, layout.start(example) + offset, 0, false);
    }
  }

  private void clear(Object array, int position, int axis) {
    int stride = strides[axis];
    if (axis < extents.length - 1) {
      for (int i = 0; i < extents[axis]; i++) {
        clear(array, position + i * stride, axis + 1);
      }
    } else if (array instanceof float[] floats) {
      for (int i = 0; i < extents[axis]; i++) {
        floats[position + i * stride] = 0;
      }
    } else {
      int[] integers = (int[]) array;
      for (int i = 0; i < extents[axis]; i++) {
        integers[position + i * stride] = 0;
      }
    }
  }

  private boolean isDense() {
    return layout.length() == elements
        && layout.interleaved() == 1
        && extents.length == 1
        && strides[0] == 1
        && offset == 0;
  }

  private void requireRows(int values, int examples) {
    long needed = (long) elements * examples;
    if (values < needed) {
      throw new IllegalArgumentException(
          examples
              + " examples of "
              + elements
              + " elements need "
              + needed
              + " values, found "
              + values);
    }
  }

  private void copy(
      Object rows, int row, Object array, int position, int axis, boolean intoLayout) {
    int extent = extents[axis];
    int stride = strides[axis];
    if (axis < extents.length - 1) {
      for (int i = 0; i < extent; i++) {
        copy(rows, row + i * rowStrides[axis], array, position + i * stride, axis + 1, intoLayout);
      }
    } else if (stride == 1) {
      System.arraycopy(
          intoLayout ? rows : array,
          intoLayout ? row : position,
          intoLayout ? array : rows,
          intoLayout ? position : row,
          extent);
    } else if (intoLayout) {
      spread(rows, row, 1, array, position, stride, extent);
    } else {
      spread(array, position, stride, rows, row, 1, extent);
    }
  }

  /** {@code to[at + i·step] = from[start + i·stride]} */
  private static void spread(
      Object from, int start, int stride, Object to, int at, int step, int count) {
    if (from instanceof float[] floats) {
      float[] target = (float[]) to;
      for (int i = 0; i < count; i++) {
        target[at + i * step] = floats[start + i * stride];
      }
    } else {
      int[] integers = (int[]) from;
      int[] target = (int[]) to;
      for (int i = 0; i < count; i++) {
        target[at + i * step] = integers[start + i * stride];
      }
    }
  }
}
