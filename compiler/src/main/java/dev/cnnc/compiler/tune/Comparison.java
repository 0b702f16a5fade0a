package dev.cnnc.compiler.tune;

import java.util.Arrays;

/**
 * Two ways to compute the same, measured in turn, so that a machine that is slower for a while is
 * so for both.
 *
 * @param first nanoseconds, median
 * @param second nanoseconds, median
 * @param ratio the second's time in the first's, median over the rounds
 */
record Comparison(double first, double second, double ratio) {
  static Comparison of(KernelRun first, KernelRun second, int rounds) {
    double[] a = new double[rounds];
    double[] b = new double[rounds];
    double[] ratios = new double[rounds];
    for (int round = 0; round < rounds; round++) {
      boolean swapped = round % 2 == 1;
      double before = (swapped ? second : first).time();
      double after = (swapped ? first : second).time();
      a[round] = swapped ? after : before;
      b[round] = swapped ? before : after;
      ratios[round] = b[round] / a[round];
    }
    return new Comparison(median(a), median(b), median(ratios));
  }

  static double median(double[] numbers) {
    double[] sorted = numbers.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
