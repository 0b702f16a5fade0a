package dev.cnnc.compiler.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.cnnc.compiler.graph.Graph;
import dev.cnnc.compiler.graph.GraphParser;
import dev.cnnc.compiler.interpret.GraphInterpreter;
import dev.cnnc.compiler.testing.GeneratedRun;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** Extremes and the numbers of the first terms that have them, ties and not-a-numbers included. */
class ExtremesTest {
  private static final int BATCH = 3;
  private static final double[] NUMBERS = {
    Double.NaN, Double.NEGATIVE_INFINITY, -1, 0, 0.5, 0.5, 2, Double.POSITIVE_INFINITY
  };

  @Provide
  Arbitrary<Integer> lanes() {
    return Arbitraries.of(1, 4, 16);
  }

  @Property(tries = 40)
  void generatedCodeAndInterpreterFindWhatASearchFinds(
      @ForAll("lanes") int lanes,
      @ForAll @IntRange(min = 1, max = 20) int rows,
      @ForAll @IntRange(min = 1, max = 12) int terms,
      @ForAll @IntRange(min = 0, max = 1) int below,
      @ForAll long seed) {
    Graph graph =
        GraphParser.parse(
            """
            graph extremes
            x: f32[batch, %1$d, %2$d] = input
            most: f32[batch, %1$d] = [i < %1$d] max[j < %2$d] x[i, j - %3$d]
            first_most: f32[batch, %1$d] = [i < %1$d] argmax[j < %2$d] x[i, j - %3$d]
            first_least: f32[batch, %1$d] = [i < %1$d] argmin[j < %2$d] x[i, j - %3$d]
            output most = most
            output first_most = first_most
            output first_least = first_least
            """
                .formatted(rows, terms, below));
    double[] x =
        new Random(seed).doubles(BATCH * rows * terms).map(d -> NUMBERS[(int) (8 * d)]).toArray();
    Map<String, float[]> generated = GeneratedRun.run(graph, BATCH, lanes, Map.of("x", x), 0);
    for (String output : graph.outputs().keySet()) {
      double[] interpreted = GraphInterpreter.run(graph, BATCH, Map.of("x", x)).output(output);
      for (int row = 0; row < BATCH * rows; row++) {
        double expected = expected(output, x, row * terms, terms, below);
        assertEquals((float) expected, (float) interpreted[row], output + " interpreted");
        assertEquals((float) expected, generated.get(output)[row], output + " generated");
      }
    }
  }

  /**
   * Terms before {@code below} lie outside and are left out; after a not-a-number none is better.
   */
  private static double expected(String output, double[] x, int from, int terms, int below) {
    int sign = output.equals("first_least") ? -1 : 1;
    double extreme = Double.NEGATIVE_INFINITY;
    int first = -1;
    for (int j = below; j < terms; j++) {
      double term = sign * x[from + j - below];
      if (first < 0 || term > extreme) {
        first = j;
      }
      boolean unknown = Double.isNaN(extreme) || Double.isNaN(term);
      extreme = unknown ? Double.NaN : term > extreme ? term : extreme;
    }
    return output.equals("most") ? extreme : first;
  }
}
