package dev.cnnc.runtime.prepare;

import dev.cnnc.runtime.random.SplitMix64;
import java.util.List;

/** See {@link Augmentation#randomShift}. */
final class RandomShift implements RandomChange {
  private final ImageShape image;
  private final Window window;
  private final int down;
  private final int right;

  RandomShift(ImageShape image, float[] black, double distance) {
    this.image = image;
    window = new Window(image, image, black);
    down = pixels(distance, image.height());
    right = pixels(distance, image.width());
  }

  /** Farther than its length an image cannot be moved: then all of it is black. */
  private static int pixels(double distance, int length) {
    return (int) Math.min(distance < 1 ? distance * length : distance, length);
  }

  @Override
  public List<Integer> shape() {
    return image.extents();
  }

  @Override
  public void apply(float[] from, float[] to, SplitMix64 random) {
    int top = random.nextInt(2 * down + 1) - down;
    int left = random.nextInt(2 * right + 1) - right;
    window.copy(from, to, top, left);
  }
}
