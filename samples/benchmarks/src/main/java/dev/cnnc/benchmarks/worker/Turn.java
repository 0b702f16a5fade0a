package dev.cnnc.benchmarks.worker;

import java.util.Arrays;

/**
 * Repeated calls in one go.
 *
 * @param calls how many were timed
 * @param seconds the median of them
 */
public record Turn(int calls, double seconds) {
  /** What can fail. */
  interface Work {
    void run() throws Exception;
  }

  /** Times calls until so many seconds have passed, one at least. */
  static Turn of(Work work, double seconds) throws Exception {
    double[] sorted = times(work, seconds);
    Arrays.sort(sorted);
    return new Turn(sorted.length, sorted[sorted.length / 2]);
  }

  /** The seconds of each call, likewise. */
  static double[] times(Work work, double seconds) throws Exception {
    double[] times = new double[64];
    int calls = 0;
    long begin = System.nanoTime();
    long now = begin;
    do {
      work.run();
      long end = System.nanoTime();
      if (calls == times.length) {
        times = Arrays.copyOf(times, 2 * calls);
      }
      times[calls++] = (end - now) * 1e-9;
      now = end;
    } while (now - begin < seconds * 1e9);
    return Arrays.copyOf(times, calls);
  }
}
