package dev.cnnc.runtime.prepare;

/**
 * The weights of {@link Resize} along one axis, from {@code n} to {@code m} pixels. With {@code s =
 * n / m} and {@code r = max(s, 1)}, new pixel {@code i} has its centre at {@code (i + ½) s}, and
 * old pixel {@code k} the weight {@code max(0, 1 − |k + ½ − (i + ½) s| / r)}, divided by the sum of
 * the weights.
 */
final class Taps {
  private final int oldLength;
  private final int newLength;
  private final int count;
  private final int[] first;
  private final float[] weights;

  Taps(int oldLength, int newLength) {
    this.oldLength = oldLength;
    this.newLength = newLength;
    double scale = (double) oldLength / newLength;
    double radius = Math.max(scale, 1);
    count = Math.min(oldLength, 2 * (int) Math.ceil(radius) + 1);
    first = new int[newLength];
    weights = new float[Math.multiplyExact(newLength, count)];
    double[] tap = new double[count];
    for (int i = 0; i < newLength; i++) {
      double centre = (i + 0.5) * scale;
      int begin = Math.max(0, (int) Math.floor(centre - radius));
      first[i] = Math.min(begin, oldLength - count); // the taps beyond the filter weigh nothing
      double sum = 0;
      for (int t = 0; t < count; t++) {
        tap[t] = Math.max(0, 1 - Math.abs(first[i] + t + 0.5 - centre) / radius);
        sum += tap[t];
      }
      for (int t = 0; t < count; t++) {
        weights[i * count + t] = (float) (tap[t] / sum);
      }
    }
  }

  /**
   * Resizes the middle axis of {@code [outer, length, inner]}.
   *
   * @param inner how far elements along the axis lie apart
   */
  void apply(float[] from, float[] to, int outer, int inner) {
    for (int o = 0; o < outer; o++) {
      for (int i = 0; i < newLength; i++) {
        int source = (o * oldLength + first[i]) * inner;
        int target = (o * newLength + i) * inner;
        for (int j = 0; j < inner; j++) {
          float sum = 0;
          for (int t = 0; t < count; t++) {
            sum += weights[i * count + t] * from[source + t * inner + j];
          }
          to[target + j] = sum;
        }
      }
    }
  }
}
