package dev.cnnc.benchmarks.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class WarmUpTest {
  /** As many slow calls and then fast ones, and a few that were interrupted. */
  private static double[] calls(int slow, int fast, double seconds) {
    double[] times = new double[slow + fast];
    Arrays.fill(times, seconds);
    Arrays.fill(times, 0, slow, 5 * seconds);
    for (int call = 10; call < times.length; call += 10) {
      times[call] += 2 * seconds;
    }
    times[0] = 50 * seconds;
    return times;
  }

  @Test
  void endsWhereCallsAreFast() {
    for (double seconds : new double[] {1e-4, 0.01, 0.2}) {
      WarmUp warmUp = WarmUp.of(calls(200, 4000, seconds));
      assertEquals(50 * seconds, warmUp.first(), 1e-9);
      assertEquals(seconds, warmUp.last(), 1e-9);
      // Every tenth call was interrupted.
      double slow = seconds * (50 + 199 * 5 + 19 * 2);
      assertEquals(slow, warmUp.ninety(), 0.05 * slow);
    }
  }

  @Test
  void takesNoTimeWhereCallsAreFastFromTheBeginning() {
    double[] times = new double[300];
    Arrays.fill(times, 0.01);
    assertEquals(0, WarmUp.of(times).ninety());
  }

  @Test
  void aSingleCallIsItsOwnEnd() {
    assertEquals(new WarmUp(2, 0, 2), WarmUp.of(new double[] {2}));
  }
}
