package dev.cnnc.runtime.prepare;

import dev.cnnc.runtime.random.SplitMix64;
import java.util.List;

/** See {@link Augmentation#randomFlip}. */
final class RandomFlip implements RandomChange {
  private final ImageShape image;
  private final double p;

  RandomFlip(ImageShape image, double p) {
    this.image = image;
    this.p = p;
  }

  @Override
  public List<Integer> shape() {
    return image.extents();
  }

  @Override
  public void apply(float[] from, float[] to, SplitMix64 random) {
    if (random.nextDouble() >= p) {
      rest(from, to);
      return;
    }
    int width = image.width();
    for (int row = 0; row < image.elements(); row += width) {
      for (int j = 0; j < width; j++) {
        to[row + j] = from[row + width - 1 - j];
      }
    }
  }
}
