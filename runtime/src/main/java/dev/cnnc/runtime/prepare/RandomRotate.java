package dev.cnnc.runtime.prepare;

import dev.cnnc.runtime.random.SplitMix64;
import java.util.List;

/** See {@link Augmentation#randomRotate}. */
final class RandomRotate implements RandomChange {
  private final ImageShape image;
  private final float[] black;
  private final double degrees;

  RandomRotate(ImageShape image, float[] black, double degrees) {
    this.image = image;
    this.black = black;
    this.degrees = degrees;
  }

  @Override
  public List<Integer> shape() {
    return image.extents();
  }

  @Override
  public void apply(float[] from, float[] to, SplitMix64 random) {
    rotate(from, to, (2 * random.nextDouble() - 1) * degrees);
  }

  /**
   * Counterclockwise. The pixel at {@code (i, j)} comes from {@code (h, w)}, where with {@code a}
   * and {@code b} the middles {@code (height − 1) / 2} and {@code (width − 1) / 2}
   *
   * <pre>
   * h = a + (i − a) cos φ + (j − b) sin φ
   * w = b − (i − a) sin φ + (j − b) cos φ
   * </pre>
   */
  void rotate(float[] from, float[] to, double angle) {
    double cos = Math.cos(Math.toRadians(angle));
    double sin = Math.sin(Math.toRadians(angle));
    double a = (image.height() - 1) / 2.0;
    double b = (image.width() - 1) / 2.0;
    int pixel = 0;
    for (int c = 0; c < image.channels(); c++) {
      for (int i = 0; i < image.height(); i++) {
        for (int j = 0; j < image.width(); j++) {
          double h = a + (i - a) * cos + (j - b) * sin;
          double w = b - (i - a) * sin + (j - b) * cos;
          to[pixel++] = between(from, c, h, w);
        }
      }
    }
  }

  /** Bilinear between the four pixels around a place. */
  private float between(float[] from, int c, double h, double w) {
    int top = (int) Math.floor(h);
    int left = (int) Math.floor(w);
    float down = (float) (h - top);
    float right = (float) (w - left);
    float upper = (1 - right) * pixel(from, c, top, left) + right * pixel(from, c, top, left + 1);
    float lower =
        (1 - right) * pixel(from, c, top + 1, left) + right * pixel(from, c, top + 1, left + 1);
    return (1 - down) * upper + down * lower;
  }

  private float pixel(float[] from, int c, int h, int w) {
    return h < 0 || h >= image.height() || w < 0 || w >= image.width()
        ? black[c]
        : from[(c * image.height() + h) * image.width() + w];
  }
}
