package dev.cnnc.runtime.prepare;

import java.util.Arrays;
import java.util.List;

/** See {@link Transform#normalize(double[], double[])}. */
final class Normalize implements Transform {
  private final double[] mean;
  private final double[] std;

  Normalize(double[] mean, double[] std) {
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
  public Change on(List<Integer> shape) {
    if (mean.length > 1 && (shape.isEmpty() || shape.get(0) != mean.length)) {
      throw new IllegalArgumentException(
          "normalize with "
              + mean.length
              + " means needs examples of as many channels, found shape "
              + shape);
    }
    return new OfShape(shape);
  }

  private final class OfShape implements Change {
    private final List<Integer> shape;
    private final int channelSize;

    OfShape(List<Integer> shape) {
      this.shape = shape;
      channelSize = ImageShape.elements(shape) / mean.length;
    }

    @Override
    public List<Integer> shape() {
      return shape;
    }

    @Override
    public void apply(float[] from, float[] to) {
      for (int channel = 0; channel < mean.length; channel++) {
        float subtrahend = (float) mean[channel];
        float divisor = (float) std[channel];
        int begin = channel * channelSize;
        for (int i = begin; i < begin + channelSize; i++) {
          to[i] = (from[i] - subtrahend) / divisor;
        }
      }
    }
  }
}
