package dev.cnnc.runtime.data;

import dev.cnnc.runtime.tensor.Tensor;
import java.util.List;

/** The examples along the first axis of a tensor. */
record TensorColumn(Tensor examples, List<Integer> shape, int elements) implements Column {
  TensorColumn(Tensor examples) {
    this(
        examples,
        requireBatch(examples).shape().subList(1, examples.rank()),
        examples.extent(0) == 0 ? 0 : examples.size() / examples.extent(0));
  }

  private static Tensor requireBatch(Tensor examples) {
    if (examples.rank() == 0) {
      throw new IllegalArgumentException(
          "a column needs examples along a first axis, found a scalar");
    }
    return examples;
  }

  @Override
  public int size() {
    return examples.extent(0);
  }

  @Override
  public boolean isIntegers() {
    return examples.isIntegers();
  }

  @Override
  public void read(int example, float[] target, int position) {
    System.arraycopy(examples.floats(), example * elements, target, position, elements);
  }

  @Override
  public void read(int example, int[] target, int position) {
    System.arraycopy(examples.integers(), example * elements, target, position, elements);
  }
}
