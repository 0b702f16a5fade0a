package dev.cnnc.samples.benchmark;

import java.util.Arrays;

/**
 * Repeated runs of one piece of work on one thread.
 *
 * @param seconds of each run, ascending
 */
record Timing(double[] seconds) {
  /** Runs it for so long that HotSpot is done with it. */
  static void warmUp(Runnable work, double seconds) {
    long end = System.nanoTime() + (long) (seconds * 1e9);
    do {
      work.run();
    } while (System.nanoTime() < end);
  }

  /** The time of one run: of as many as take about a millisecond, divided by their number. */
  static double once(Runnable work) {
    long start = System.nanoTime();
    int runs = 0;
    do {
      work.run();
      runs++;
    } while (System.nanoTime() - start < 1_000_000);
    return (System.nanoTime() - start) * 1e-9 / runs;
  }

  static Timing of(double[] seconds) {
    double[] sorted = seconds.clone();
    Arrays.sort(sorted);
    return new Timing(sorted);
  }

  double median() {
    return seconds[seconds.length / 2];
  }

  double fastest() {
    return seconds[0];
  }

  double slowest() {
    return seconds[seconds.length - 1];
  }
}
