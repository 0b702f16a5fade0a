package dev.cnnc.compiler.optimize.winograd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cnnc.compiler.graph.Graph;
import dev.cnnc.compiler.interpret.Evaluation;
import dev.cnnc.compiler.interpret.GraphInterpreter;
import dev.cnnc.compiler.testing.GeneratedRun;
import dev.cnnc.compiler.testing.RandomTensors;
import java.util.Arrays;
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
  private static final Map<Integer, Double> DOCUMENTED = Map.of(2, 2e-6, 4, 3e-5);

  @Test
  void theNumbersOfTheStatedBound() {
    assertEquals(8, new ErrorBound(Winograd.F2).amplification(), 1e-12);
    assertEquals(48, new ErrorBound(Winograd.F4).amplification(), 1e-12);
    assertEquals(10, new ErrorBound(Winograd.F2).roundings());
    assertEquals(22, new ErrorBound(Winograd.F4).roundings());
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
      @ForAll @IntRange(min = 4, max = 14) int height,
      @ForAll @IntRange(min = 4, max = 14) int width,
      @ForAll @IntRange(min = 0, max = 2) int padding,
      @ForAll @IntRange(min = 1, max = 3) int batch,
      @ForAll long seed) {
    Graph graph =
        Convolutions.gradients(
            "[%d, %d, %d]".formatted(channels, height, width),
            "conv2d(%d, kernel = 3, padding = %d, bias = false)".formatted(filters, padding));
    Map<String, double[]> given = RandomTensors.given(graph, batch, new Random(seed));
    Evaluation exact = GraphInterpreter.run(graph, batch, given);
    for (Winograd winograd : new Winograd[] {Winograd.F2, Winograd.F4}) {
      WinogradChoice choice = winograd == Winograd.F2 ? WinogradChoice.F2 : WinogradChoice.F4;
      ErrorBound bound = new ErrorBound(winograd);
      Graph rewritten = Convolutions.optimized(graph, choice);
      Map<String, float[]> actual = GeneratedRun.run(rewritten, batch, lanes, given, 0);
      int tiles =
          batch
              * winograd.tiles(height + 2 * padding - 2)
              * winograd.tiles(width + 2 * padding - 2);
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
    assertTrue(error <= DOCUMENTED.get(winograd.outputs()) * largest, what);
  }
}
