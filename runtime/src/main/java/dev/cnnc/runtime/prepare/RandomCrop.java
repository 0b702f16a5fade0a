package dev.cnnc.runtime.prepare;

import dev.cnnc.runtime.random.SplitMix64;
import java.util.List;

/** See {@link Augmentation#randomCrop}. */
final class RandomCrop implements RandomChange {
  private final ImageShape source;
  private final ImageShape target;
  private final int padding;
  private final Window window;

  RandomCrop(ImageShape source, float[] black, int height, int width, int padding) {
    this.source = source;
    this.padding = padding;
    target = source.resized(height, width);
    window = new Window(source, target, black);
    if (height > source.height() + 2L * padding || width > source.width() + 2L * padding) {
      throw new IllegalArgumentException(
          String.format(
              "random_crop of %d×%d pixels does not fit into an image of %d×%d with padding %d",
              height, width, source.height(), source.width(), padding));
    }
  }

  @Override
  public List<Integer> shape() {
    return target.extents();
  }

  @Override
  public void apply(float[] from, float[] to, SplitMix64 random) {
    int top = random.nextInt(source.height() + 2 * padding - target.height() + 1) - padding;
    int left = random.nextInt(source.width() + 2 * padding - target.width() + 1) - padding;
    window.copy(from, to, top, left);
  }

  @Override
  public void rest(float[] from, float[] to) {
    int top = Math.floorDiv(source.height() - target.height(), 2);
    int left = Math.floorDiv(source.width() - target.width(), 2);
    window.copy(from, to, top, left);
  }
}
