package dev.cnnc.runtime.data;

import java.util.List;

/** Some examples of a column, in an order of their own. */
record SelectedColumn(Column source, int[] examples) implements Column {
  @Override
  public int size() {
    return examples.length;
  }

  @Override
  public List<Integer> shape() {
    return source.shape();
  }

  @Override
  public int elements() {
    return source.elements();
  }

  @Override
  public boolean isIntegers() {
    return source.isIntegers();
  }

  @Override
  public void read(int example, float[] target, int position) {
    source.read(examples[example], target, position);
  }

  @Override
  public void readAugmented(int example, long seed, float[] target, int position) {
    source.readAugmented(examples[example], seed, target, position);
  }

  @Override
  public void read(int example, int[] target, int position) {
    source.read(examples[example], target, position);
  }
}
