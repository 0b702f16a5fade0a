package dev.cnnc.runtime.prepare;

import java.util.List;

/** {@code y = x · factor} */
final class Scale implements Change {
  private final List<Integer> shape;
  private final int elements;
  private final float factor;

  Scale(List<Integer> shape, float factor) {
    this.shape = shape;
    this.factor = factor;
    elements = ImageShape.elements(shape);
  }

  @Override
  public List<Integer> shape() {
    return shape;
  }

  @Override
  public void apply(float[] from, float[] to) {
    for (int i = 0; i < elements; i++) {
      to[i] = from[i] * factor;
    }
  }
}
