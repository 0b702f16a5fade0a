package dev.cnnc.runtime.data;

import java.util.List;

/** Unsigned bytes, example after example. */
final class ByteColumn implements Column {
  private final byte[] values;
  private final List<Integer> shape;
  private final boolean integers;
  private final int elements;

  ByteColumn(byte[] values, List<Integer> shape, boolean integers) {
    this.values = values;
    this.shape = List.copyOf(shape);
    this.integers = integers;
    int count = 1;
    for (int extent : shape) {
      count = Math.multiplyExact(count, extent);
    }
    elements = count;
    if (count < 1 || values.length % count != 0) {
      throw new IllegalArgumentException(
          values.length + " bytes are no whole number of examples of shape " + shape);
    }
  }

  @Override
  public int size() {
    return values.length / elements;
  }

  @Override
  public List<Integer> shape() {
    return shape;
  }

  @Override
  public int elements() {
    return elements;
  }

  @Override
  public boolean isIntegers() {
    return integers;
  }

  @Override
  public void read(int example, float[] target, int position) {
    require(!integers);
    int from = example * elements;
    for (int i = 0; i < elements; i++) {
      target[position + i] = values[from + i] & 0xFF;
    }
  }

  @Override
  public void read(int example, int[] target, int position) {
    require(integers);
    int from = example * elements;
    for (int i = 0; i < elements; i++) {
      target[position + i] = values[from + i] & 0xFF;
    }
  }

  private void require(boolean condition) {
    if (!condition) {
      throw new IllegalStateException(
          "the column holds " + (integers ? "integers" : "floats") + ", not the other");
    }
  }
}
