package dev.cnnc.benchmarks.engine;

/** Row-major arrays in the order of frameworks that have the channels last. */
final class ChannelsLast {
  private ChannelsLast() {}

  /** From [outer, channels, pixels] to [outer, pixels, channels]. */
  static float[] images(float[] values, int channels, int pixels) {
    float[] result = new float[values.length];
    int outer = values.length / (channels * pixels);
    for (int o = 0; o < outer; o++) {
      int begin = o * channels * pixels;
      for (int c = 0; c < channels; c++) {
        for (int p = 0; p < pixels; p++) {
          result[begin + p * channels + c] = values[begin + c * pixels + p];
        }
      }
    }
    return result;
  }

  /** From [filters, channels, taps] to [taps, channels, filters]. */
  static float[] kernel(float[] values, int filters, int channels, int taps) {
    float[] result = new float[values.length];
    for (int f = 0; f < filters; f++) {
      for (int c = 0; c < channels; c++) {
        for (int t = 0; t < taps; t++) {
          result[(t * channels + c) * filters + f] = values[(f * channels + c) * taps + t];
        }
      }
    }
    return result;
  }
}
