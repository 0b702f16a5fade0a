package dev.cnnc.runtime.prepare;

import java.util.List;

/** A change of every example when it is read. */
@FunctionalInterface
public interface Transform {
  /**
   * What it does to examples of a shape.
   *
   * @throws IllegalArgumentException if it does not suit them
   */
  Change on(List<Integer> shape);

  /** {@code x · factor}. */
  static Transform scale(double factor) {
    return shape -> new Scale(shape, (float) factor);
  }

  /** {@code (x − mean) / std}, the same for all channels. */
  static Transform normalize(double mean, double std) {
    return normalize(new double[] {mean}, new double[] {std});
  }

  /**
   * {@code (x[c, …] − mean[c]) / std[c]}, for each channel of examples of shape {@code [C, …]}; a
   * single mean and std serve any shape.
   *
   * @throws IllegalArgumentException if there are not as many deviations as means, or one of them
   *     is not positive
   */
  static Transform normalize(double[] mean, double[] std) {
    return new Normalize(mean.clone(), std.clone());
  }

  /**
   * Images in another size, see {@link Resize}.
   *
   * @throws IllegalArgumentException if an extent is below 1
   */
  static Transform resize(int height, int width) {
    Resize.requireExtents(height, width);
    return shape -> new Resize(ImageShape.of(shape), height, width);
  }

  /** {@code 0.299 red + 0.587 green + 0.114 blue} (ITU-R BT.601): three channels become one. */
  static Transform grayscale() {
    return shape -> new Grayscale(ImageShape.of(shape));
  }
}
