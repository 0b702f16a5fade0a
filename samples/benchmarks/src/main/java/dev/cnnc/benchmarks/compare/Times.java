package dev.cnnc.benchmarks.compare;

import java.util.Arrays;
import java.util.Locale;

/**
 * One number for each round.
 *
 * @param rounds in the order of the rounds
 */
public record Times(double[] rounds) {
  private double[] sorted() {
    double[] sorted = rounds.clone();
    Arrays.sort(sorted);
    return sorted;
  }

  /** That of an even number of rounds is between two of them. */
  public double median() {
    double[] sorted = sorted();
    int half = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  }

  /** What these are in units of others, round by round. */
  public Times dividedBy(Times others) {
    double[] ratios = new double[rounds.length];
    for (int round = 0; round < ratios.length; round++) {
      ratios[round] = rounds[round] / others.rounds[round];
    }
    return new Times(ratios);
  }

  /** {@code median (least–greatest)}, with three digits. */
  public String text(double scale) {
    double[] sorted = sorted();
    return "%s (%s–%s)"
        .formatted(
            digits(scale * median()),
            digits(scale * sorted[0]),
            digits(scale * sorted[sorted.length - 1]));
  }

  private static String digits(double value) {
    int decimals = value >= 100 ? 0 : value >= 10 ? 1 : value >= 1 ? 2 : 3;
    return String.format(Locale.ROOT, "%." + decimals + "f", value);
  }
}
