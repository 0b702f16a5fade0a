package dev.cnnc.runtime.prepare;

import dev.cnnc.runtime.random.SplitMix64;
import java.util.Arrays;
import java.util.List;

/** See {@link Augmentation#cutout}. */
final class Cutout implements RandomChange {
  private final ImageShape image;
  private final float[] black;
  private final int size;

  Cutout(ImageShape image, float[] black, int size) {
    this.image = image;
    this.black = black;
    this.size = size;
  }

  @Override
  public List<Integer> shape() {
    return image.extents();
  }

  @Override
  public void apply(float[] from, float[] to, SplitMix64 random) {
    rest(from, to);
    long top = random.nextInt(image.height()) - size / 2;
    long left = random.nextInt(image.width()) - size / 2;
    int begin = (int) Math.max(left, 0);
    int end = (int) Math.min(left + size, image.width());
    for (int c = 0; c < image.channels(); c++) {
      for (int h = (int) Math.max(top, 0); h < Math.min(top + size, image.height()); h++) {
        int row = (c * image.height() + h) * image.width();
        Arrays.fill(to, row + begin, row + end, black[c]);
      }
    }
  }
}
