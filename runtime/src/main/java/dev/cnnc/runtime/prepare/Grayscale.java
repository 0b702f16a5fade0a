package dev.cnnc.runtime.prepare;

import java.util.List;

/** See {@link Transform#grayscale()}. */
final class Grayscale implements Change {
  private final int plane;
  private final List<Integer> shape;

  Grayscale(ImageShape source) {
    if (source.channels() != 3) {
      throw new IllegalArgumentException(
          "grayscale needs images of three channels, found shape " + source.extents());
    }
    plane = source.plane();
    shape = List.of(1, source.height(), source.width());
  }

  @Override
  public List<Integer> shape() {
    return shape;
  }

  @Override
  public void apply(float[] from, float[] to) {
    for (int i = 0; i < plane; i++) {
      to[i] = 0.299f * from[i] + 0.587f * from[plane + i] + 0.114f * from[2 * plane + i];
    }
  }
}
