package dev.cnnc.benchmarks.kernel;

import dev.cnnc.runtime.parallel.Tasks;
import dev.cnnc.runtime.parallel.Team;
import java.util.Arrays;

/**
 * What it costs to share a step between threads: steps of known work, microseconds with one thread
 * and with two, as median and 99th percentile.
 */
public final class TeamBenchmark {
  private static final int[] TASKS = {2, 16, 64};
  private static final double[] MICROSECONDS = {0, 1, 5, 20, 100, 500};
  private static final int WARM_UP = 3;

  private static volatile double sink;

  private TeamBenchmark() {}

  public static void main(String[] arguments) {
    double turnNanos = turnNanos();
    try (Team one = new Team(1);
        Team two = new Team(2)) {
      for (int tasks : TASKS) {
        for (double work : MICROSECONDS) {
          int turns = (int) Math.round(work * 1000 / turnNanos / tasks);
          double[] alone = {};
          double[] shared = {};
          for (int round = 0; round < WARM_UP; round++) {
            alone = measure(one, tasks, work, turns);
            shared = measure(two, tasks, work, turns);
          }
          System.out.printf(
              "%3d tasks, %3.0f us: %8.2f, 99 %% %8.2f; two threads %8.2f, 99 %% %8.2f%n",
              tasks, work, at(alone, 50), at(alone, 99), at(shared, 50), at(shared, 99));
        }
      }
    }
  }

  private static double turnNanos() {
    double best = Double.MAX_VALUE;
    for (int round = 0; round < 3000; round++) {
      long start = System.nanoTime();
      sink = compute(10_000);
      best = Math.min(best, (System.nanoTime() - start) / 10_000.0);
    }
    return best;
  }

  private static double compute(int turns) {
    double x = 1.0001;
    for (int turn = 0; turn < turns; turn++) {
      x = x * 1.0000001 + 1e-9;
    }
    return x;
  }

  private static double[] measure(Team team, int tasks, double work, int turns) {
    Tasks step =
        (from, to) -> {
          double sum = 0;
          for (int task = from; task < to; task++) {
            sum += compute(turns);
          }
          if (Double.isNaN(sum)) { // never; a write at each turn would be shared work too
            sink = sum;
          }
        };
    double[] microseconds = new double[work == 0 ? 40_000 : (int) Math.max(300, 40_000 / work)];
    for (int run = 0; run < microseconds.length; run++) {
      long start = System.nanoTime();
      team.run(tasks, step);
      microseconds[run] = (System.nanoTime() - start) / 1000.0;
    }
    Arrays.sort(microseconds);
    return microseconds;
  }

  private static double at(double[] sorted, int percent) {
    return sorted[sorted.length * percent / 100];
  }
}
