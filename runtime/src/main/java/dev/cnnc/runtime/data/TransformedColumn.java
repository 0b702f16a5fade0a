package dev.cnnc.runtime.data;

import java.util.List;

/** A column whose examples are changed when they are read. */
final class TransformedColumn implements Column {
  private final Column source;
  private final List<Integer> shape;
  private final Transform[] transforms;

  TransformedColumn(Column source, List<Transform> transforms) {
    this.source = source;
    this.transforms = transforms.toArray(Transform[]::new);
    shape = source.shape();
    if (source.isIntegers()) {
      throw new IllegalArgumentException("transforms change floats, the column holds integers");
    }
    for (Transform transform : transforms) {
      transform.requireSuits(shape);
    }
  }

  @Override
  public int size() {
    return source.size();
  }

  @Override
  public List<Integer> shape() {
    return shape;
  }

  @Override
  public int elements() {
    return source.elements();
  }

  @Override
  public boolean isIntegers() {
    return false;
  }

  @Override
  public void read(int example, float[] target, int position) {
    source.read(example, target, position);
    for (Transform transform : transforms) {
      transform.apply(target, position, shape);
    }
  }

  @Override
  public void read(int example, int[] target, int position) {
    source.read(example, target, position);
  }
}
