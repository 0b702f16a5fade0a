package dev.cnnc.compiler.optimize.winograd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cnnc.compiler.graph.Graph;
import dev.cnnc.compiler.interpret.Evaluation;
import dev.cnnc.compiler.interpret.GraphInterpreter;
import dev.cnnc.compiler.testing.GeneratedRun;
import dev.cnnc.compiler.testing.RandomTensors;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Rounding stays within what is proved, and on random data within what the documentation says. */
class WinogradErrorTest {
  /** What docs/performance.md says of random data around 0, relative to the largest result. */
  private static double documented(Winograd winograd) {
    return winograd.outputs() == 2 && winograd.taps() == 3 ? 2e-6 : 3e-5;
  }

  @Test
  void theNumbersOfTheStatedBound() {
    assertEquals(8, amplification(2, 3), 1e-12);
    assertEquals(48, amplification(4, 3), 1e-12);
    assertEquals(28, amplification(2, 4), 1e-12);
    assertEquals(73 + 5 / 9.0, amplification(4, 4), 1e-12);
    assertEquals(57 + 2 / 3.0, amplification(2, 5), 1e-12);
    assertEquals(86 + 7 / 9.0, amplification(4, 5), 1e-12);
    assertEquals(10, new ErrorBound(Winograd.of(2, 3)).roundings());
    assertEquals(22, new ErrorBound(Winograd.of(4, 3)).roundings());
    assertEquals(22, new ErrorBound(Winograd.of(2, 4)).roundings());
    assertEquals(32, new ErrorBound(Winograd.of(4, 4)).roundings());
    assertEquals(26, new ErrorBound(Winograd.of(2, 5)).roundings());
    assertEquals(36, new ErrorBound(Winograd.of(4, 5)).roundings());
  }

  private static double amplification(int outputs, int taps) {
    return new ErrorBound(Winograd.of(outputs, taps)).amplification();
  }

  /**
   * {@code Aᵀ [(G g) ⊙ (Bᵀ d)]} is the sum over the window, for any numbers of results and taps.
   */
  @Property(tries = 50)
  void theMatricesMakeTheSum(
      @ForAll @IntRange(min = 1, max = 2) int half,
      @ForAll @IntRange(min = Winograd.LEAST_TAPS, max = Winograd.MOST_TAPS) int taps,
      @ForAll long seed) {
    Winograd winograd = Winograd.of(2 * half, taps);
    Random random = new Random(seed);
    double[] g = random.doubles(taps, -1, 1).toArray();
    double[] d = random.doubles(winograd.points(), -1, 1).toArray();
    for (int a = 0; a < winograd.outputs(); a++) {
      double expected = 0;
      for (int u = 0; u < taps; u++) {
        expected += g[u] * d[a + u];
      }
      double actual = 0;
      for (int xi = 0; xi < winograd.points(); xi++) {
        double filter = row(winograd.filter(), xi, g);
        actual += winograd.output().at(a, xi) * filter * row(winograd.input(), xi, d);
      }
      assertEquals(expected, actual, 1e-12);
    }
  }

  private static double row(Matrix matrix, int row, double[] numbers) {
    double sum = 0;
    for (int column = 0; column < numbers.length; column++) {
      sum += matrix.at(row, column) * numbers[column];
    }
    return sum;
  }

  @Provide
  Arbitrary<Integer> lanes() {
    return Arbitraries.of(1, 4, 16);
  }

  @Property(tries = 15)
  void generatedCodeStaysWithinTheBounds(
      @ForAll("lanes") int lanes,
      @ForAll @IntRange(min = 2, max = 40) int channels,
      @ForAll @IntRange(min = 2, max = 20) int filters,
      @ForAll @IntRange(min = Winograd.LEAST_TAPS, max = Winograd.MOST_TAPS) int taps,
      @ForAll @IntRange(min = 6, max = 14) int height,
      @ForAll @IntRange(min = 6, max = 14) int width,
      @ForAll @IntRange(min = 0, max = 2) int padding,
      @ForAll @IntRange(min = 1, max = 3) int batch,
      @ForAll long seed) {
    Graph graph =
        Convolutions.gradients(
            "[%d, %d, %d]".formatted(channels, height, width),
            "conv2d(%d, kernel = %d, padding = %d, bias = false)"
                .formatted(filters, taps, padding));
    Map<String, double[]> given = RandomTensors.given(graph, batch, new Random(seed));
    Evaluation exact = GraphInterpreter.run(graph, batch, given);
    for (WinogradChoice choice : List.of(WinogradChoice.F2, WinogradChoice.F4)) {
      Winograd winograd = Winograd.of(choice == WinogradChoice.F2 ? 2 : 4, taps);
      ErrorBound bound = new ErrorBound(winograd);
      Graph rewritten = Convolutions.optimized(graph, choice);
      Map<String, float[]> actual = GeneratedRun.run(rewritten, batch, lanes, given, 0);
      int tiles =
          batch
              * winograd.tiles(height + 2 * padding - taps + 1)
              * winograd.tiles(width + 2 * padding - taps + 1);
      check(winograd, "y", bound.ofPlaces(channels), exact, actual);
      check(winograd, "grad.x", bound.ofPlaces(filters), exact, actual);
      check(winograd, "grad.conv2d_1.weight", bound.ofTaps(tiles), exact, actual);
    }
  }

  /** Data are no larger than 1. */
  private static void check(
      Winograd winograd, String name, double bound, Evaluation exact, Map<String, float[]> actual) {
    double[] expected = exact.output(name);
    double error = 0;
    for (int i = 0; i < expected.length; i++) {
      error = Math.max(error, Math.abs(expected[i] - actual.get(name)[i]));
    }
    double largest = Arrays.stream(expected).map(Math::abs).max().orElse(0);
    String what = name + ": off by " + error + " of " + largest;
    assertTrue(error <= bound, what + ", proved " + bound);
    assertTrue(error <= documented(winograd) * largest, what);
  }
}
