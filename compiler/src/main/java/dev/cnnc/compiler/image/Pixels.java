package dev.cnnc.compiler.image;

import java.util.Arrays;

/**
 * An image as {@code f32[channels, height, width]}, row by row, 0 to 255.
 *
 * @param channels 1 for grey, 3 for red, green and blue
 */
public record Pixels(int channels, int height, int width, float[] values) {
  public Pixels {
    if (channels < 1 || height < 1 || width < 1 || values.length != channels * height * width) {
      throw new IllegalArgumentException(
          values.length + " values for an image of " + channels + "×" + height + "×" + width);
    }
  }

  /**
   * The image in another size. Each new pixel is the mean of the area that it covers in the old
   * image, {@code y[c, i, j] = Σ_h Σ_w rows[i, h] · columns[j, w] · x[c, h, w]}; so nothing is
   * skipped when an image becomes much smaller.
   */
  public Pixels resized(int newHeight, int newWidth) {
    if (newHeight == height && newWidth == width) {
      return this;
    }
    float[] narrow = new float[channels * height * newWidth];
    for (int row = 0; row < channels * height; row++) {
      shrink(values, row * width, 1, width, narrow, row * newWidth, newWidth);
    }
    float[] small = new float[channels * newHeight * newWidth];
    for (int c = 0; c < channels; c++) {
      for (int column = 0; column < newWidth; column++) {
        int from = c * height * newWidth + column;
        int to = c * newHeight * newWidth + column;
        shrink(narrow, from, newWidth, height, small, to, newHeight);
      }
    }
    return new Pixels(channels, newHeight, newWidth, small);
  }

  /** One line of pixels: both lines lie {@code step} apart in their arrays. */
  private static void shrink(
      float[] from, int fromStart, int step, int length, float[] to, int toStart, int newLength) {
    double scale = (double) length / newLength;
    for (int i = 0; i < newLength; i++) {
      double start = i * scale;
      double end = Math.min((i + 1) * scale, length);
      double sum = 0;
      for (int k = (int) start; k < end; k++) {
        double covered = Math.min(k + 1, end) - Math.max(k, start);
        sum += covered * from[fromStart + k * step];
      }
      to[toStart + i * step] = (float) (sum / (end - start));
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Pixels that
        && channels == that.channels
        && height == that.height
        && width == that.width
        && Arrays.equals(values, that.values);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(values);
  }

  @Override
  public String toString() {
    return "Pixels[" + channels + "×" + height + "×" + width + "]";
  }
}
