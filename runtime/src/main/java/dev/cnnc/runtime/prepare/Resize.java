package dev.cnnc.runtime.prepare;

import java.util.List;

/**
 * Bilinear resizing with antialiasing, {@code y[c, i, j] = Σ_h Σ_w rows[i, h] · columns[j, w] ·
 * x[c, h, w]}, as {@code torch.nn.functional.interpolate(mode="bilinear", align_corners=False,
 * antialias=True)} and the Pillow library do it; see {@link Taps} for the weights. Where an image
 * grows this is the ordinary bilinear interpolation with half-pixel centres; where it shrinks, a
 * new pixel is a weighted mean of all that it covers.
 */
final class Resize implements Change {
  private final ImageShape source;
  private final ImageShape target;
  private final Taps rows;
  private final Taps columns;

  Resize(ImageShape source, int height, int width) {
    this.source = source;
    target = source.resized(height, width);
    rows = new Taps(source.height(), height);
    columns = new Taps(source.width(), width);
  }

  static void requireExtents(int height, int width) {
    if (height < 1 || width < 1) {
      throw new IllegalArgumentException(
          "resize needs a height and a width of at least 1, found " + height + " and " + width);
    }
  }

  @Override
  public List<Integer> shape() {
    return target.extents();
  }

  /**
   * One axis after the other, that one first which leaves fewer pixels: H·W' or H'·W of them. The
   * smaller is at most √(H·W · H'·W'), so it fits where both images do.
   */
  @Override
  public void apply(float[] from, float[] to) {
    int channels = source.channels();
    if (source.height() * target.width() <= target.height() * source.width()) {
      columns.apply(from, to, channels * source.height(), 1);
      rows.apply(to, from, channels, target.width());
    } else {
      rows.apply(from, to, channels, source.width());
      columns.apply(to, from, channels * target.height(), 1);
    }
    System.arraycopy(from, 0, to, 0, target.elements());
  }
}
