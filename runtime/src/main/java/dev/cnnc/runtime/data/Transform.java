package dev.cnnc.runtime.data;

import java.util.Arrays;
import java.util.List;

/** A change of an example when it is read, in place. May be called by several threads at once. */
@FunctionalInterface
public interface Transform {
  /**
   * Changes the example that lies row-major at {@code values[from…]}.
   *
   * @param shape the example's shape, channels first
   */
  void apply(float[] values, int from, List<Integer> shape);

  /** Checks that it suits examples of a shape; says why not by an IllegalArgumentException. */
  default void requireSuits(List<Integer> shape) {}

  /** {@code x · factor}. */
  static Transform scale(double factor) {
    float multiplier = (float) factor;
    return (values, from, shape) -> {
      int to = from + elements(shape);
      for (int i = from; i < to; i++) {
        values[i] *= multiplier;
      }
    };
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

  private static int elements(List<Integer> shape) {
    int elements = 1;
    for (int axis = 0; axis < shape.size(); axis++) {
      elements *= shape.get(axis);
    }
    return elements;
  }

  /** See {@link #normalize(double[], double[])}. */
  final class Normalize implements Transform {
    private final double[] mean;
    private final double[] std;

    private Normalize(double[] mean, double[] std) {
      this.mean = mean;
      this.std = std;
      if (mean.length == 0 || mean.length != std.length) {
        throw new IllegalArgumentException(
            "normalize needs as many deviations as means, found "
                + std.length
                + " and "
                + mean.length);
      }
      for (double deviation : std) {
        if (!(deviation > 0)) {
          throw new IllegalArgumentException(
              "normalize needs positive deviations, found " + Arrays.toString(std));
        }
      }
    }

    @Override
    public void requireSuits(List<Integer> shape) {
      if (mean.length > 1 && (shape.isEmpty() || shape.get(0) != mean.length)) {
        throw new IllegalArgumentException(
            "normalize with "
                + mean.length
                + " means needs examples of as many channels, found shape "
                + shape);
      }
    }

    @Override
    public void apply(float[] values, int from, List<Integer> shape) {
      int channelSize = elements(shape) / mean.length;
      for (int channel = 0; channel < mean.length; channel++) {
        float subtrahend = (float) mean[channel];
        float divisor = (float) std[channel];
        int begin = from + channel * channelSize;
        for (int i = begin; i < begin + channelSize; i++) {
          values[i] = (values[i] - subtrahend) / divisor;
        }
      }
    }
  }
}
