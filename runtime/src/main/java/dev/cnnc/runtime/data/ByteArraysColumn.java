package dev.cnnc.runtime.data;

import java.util.List;

/** Unsigned bytes, an array for each example: together they may be more than one array holds. */
record ByteArraysColumn(List<byte[]> examples, List<Integer> shape) implements Column {
  ByteArraysColumn {
    examples = List.copyOf(examples);
    shape = List.copyOf(shape);
    int elements = shape.stream().reduce(1, Math::multiplyExact);
    for (byte[] example : examples) {
      if (example.length != elements) {
        throw new IllegalArgumentException(
            example.length + " bytes are no example of shape " + shape);
      }
    }
  }

  @Override
  public int size() {
    return examples.size();
  }

  @Override
  public boolean isIntegers() {
    return false;
  }

  @Override
  public void read(int example, float[] target, int position) {
    byte[] values = examples.get(example);
    for (int i = 0; i < values.length; i++) {
      target[position + i] = values[i] & 0xFF;
    }
  }

  @Override
  public void read(int example, int[] target, int position) {
    throw new IllegalStateException("the column holds floats, not the other");
  }
}
