package dev.cnnc.benchmarks.worker;

import java.util.Arrays;

/**
 * How long calls take to become fast.
 *
 * @param first seconds of the first call
 * @param ninety seconds until 90 % of the final speed is reached: until calls, by the median of
 *     some in a row, take at most {@code last / 0.9}
 * @param last seconds of a call in the end: the median of the last quarter of the time
 */
public record WarmUp(double first, double ninety, double last) {
  private static final double SHARE = 0.9;

  /** The calls in a row that a median is taken of, and the least time that they take together. */
  private static final int CALLS = 9;

  private static final double SECONDS = 0.02;

  /**
   * @param seconds of each call, from the first one on
   */
  static WarmUp of(double[] seconds) {
    double total = Arrays.stream(seconds).sum();
    int quarter = seconds.length - 1;
    for (double rest = seconds[quarter]; rest < total / 4; rest += seconds[quarter]) {
      quarter--;
    }
    double last = median(seconds, quarter, seconds.length);
    double ninety = 0;
    int from = 0;
    while (from < quarter && median(seconds, from, end(seconds, from)) > last / SHARE) {
      ninety += seconds[from++];
    }
    // The first of these calls may still be slow.
    while (from < quarter && seconds[from] > last / SHARE) {
      ninety += seconds[from++];
    }
    return new WarmUp(seconds[0], ninety, last);
  }

  private static int end(double[] seconds, int from) {
    int to = from;
    for (double sum = 0; to < seconds.length && (to - from < CALLS || sum < SECONDS); to++) {
      sum += seconds[to];
    }
    return to;
  }

  private static double median(double[] seconds, int from, int to) {
    double[] sorted = Arrays.copyOfRange(seconds, from, to);
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
