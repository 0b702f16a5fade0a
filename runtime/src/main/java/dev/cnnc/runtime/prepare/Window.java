package dev.cnnc.runtime.prepare;

import java.util.Arrays;

/** Copies windows of images, which may reach over their borders: what lies outside is black. */
final class Window {
  private final ImageShape source;
  private final ImageShape target;
  private final float[] black;

  /**
   * @param target the window's shape, of as many channels
   */
  Window(ImageShape source, ImageShape target, float[] black) {
    this.source = source;
    this.target = target;
    this.black = black;
  }

  /** {@code to[c, i, j] = from[c, top + i, left + j]} */
  void copy(float[] from, float[] to, int top, int left) {
    int width = target.width();
    int begin = Math.min(Math.max(-left, 0), width);
    int end = Math.max(Math.min(source.width() - left, width), begin);
    for (int c = 0; c < target.channels(); c++) {
      for (int i = 0; i < target.height(); i++) {
        int row = (c * target.height() + i) * width;
        int h = top + i;
        boolean inside = h >= 0 && h < source.height();
        int first = inside ? begin : width;
        int last = inside ? end : width;
        Arrays.fill(to, row, row + first, black[c]);
        Arrays.fill(to, row + last, row + width, black[c]);
        if (first < last) {
          int place = (c * source.height() + h) * source.width() + left + first;
          System.arraycopy(from, place, to, row + first, last - first);
        }
      }
    }
  }
}
