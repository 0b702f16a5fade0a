package dev.cnnc.compiler.elaborate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.cnnc.compiler.graph.Graph;
import dev.cnnc.compiler.graph.Node;
import dev.cnnc.compiler.graph.Operation;
import dev.cnnc.compiler.graph.Operation.Comprehension;
import dev.cnnc.compiler.interpret.GraphInterpreter;
import dev.cnnc.grammar.diagnostic.CompilationException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Index notation: what a formula means, and into how many comprehensions it turns. */
class FormulaTest {
  private static final double[] X = {1, 2, 3, 4, 5, 6};
  private static final double[] T = {2, 0};

  /** A model of the input {@code x: f32[2, 3]} and tokens {@code t: i32[2]}. */
  private static Graph graph(String body) {
    return Scripts.model(
            "model M {\n  input x: f32[2, 3]\n  input t: i32[2]\n  input s: i32[]\n" + body + "\n}",
            true)
        .graph();
  }

  private static double[] run(String body) {
    Map<String, double[]> given = new HashMap<>();
    given.put("x", X);
    given.put("t", T);
    given.put("s", new double[] {1});
    return GraphInterpreter.run(graph(body), 1, given, 3L).output("y");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "output y[i, j] = x[i, j] + 10*i + j ; 1 3 5 14 16 18",
        "output y[j, i] = x[i, j] ; 1 4 2 5 3 6",
        "output y[i] = sum[j] x[i, j] ; 6 15",
        "output y[i] = mean[j] x[i, j] ; 2 5",
        "output y[i] = prod[j] x[i, j] ; 6 120",
        "output y[j] = min[i] x[i, j] ; 1 2 3",
        "output y[i] = argmax[j] -x[i, j] ; 0 0",
        "output y[i] = argmin[j] -x[i, j] ; 2 2",
        "output y[i] = 2 * (max[j] x[i, j]) - (min[j] x[i, j]) ; 5 8",
        "output y[i, k < 4] = sum[] x[i, k - 1] ; 0 1 2 3 0 4 5 6",
        "output y[i, k < 5] = sum[] x[i, k / 2] ; 1 0 2 0 3 4 0 5 0 6",
        "output y[i, k < 3] = mean[u < 2] x[i, k + u] ; 1.5 2.5 3 4.5 5.5 6",
        "output y[i, k < 3] = count[u < 3] x[i, k + u - 1] ; 2 3 2 2 3 2",
        "output y[k < 3] = count[u < 4] x[0, k + u] ; 3 2 1",
        "output y[k < 2] = count[u < 2] x[0, k + u] ; 2 2",
        "output y[i] = x[i, t[i]] ; 3 4",
        "output y[i, j] = x[t[i] / 2, j] ; ",
        "output y = x[s, 2] ; 6",
        "output y = sum[i, j] x[i, j] ; 21",
        "output y[..] = x[..] ^ 2 ; 1 4 9 16 25 36",
        "output y[i, ..] = x[i, ..] - (mean[j] x[i, j]) ; -1 0 1 -1 0 1",
        "output y[..] = max(x[..], 2, 4) ; 4 4 4 4 5 6",
        "output y[..] = if x[..] > 3 then 1 else 0 - x[..] ; -1 -2 -3 1 1 1",
        "output y[..] = x[..] * (x[..] >= 2 and not (x[..] == 5)) ; 0 2 3 4 0 6",
        "output y = sum[i] sum[j] x[i, j] ; 21",
        "output y = sum[i] max[j] x[i, j] ; 9",
        "output y[k < x.shape[1] - 1] = x[0, k + 1] - x[0, k + 0] ; 1 1",
        "output y[k < 2] = x[0, k + 1] - x[0, k] ; ",
        "output y = x * 2 - (sum[i, j] x[i, j]) / 21 ; 1 3 5 7 9 11",
        "output y = exp(log(x)) ; 1 2 3 4 5 6",
        "output y = ceil(x / 4) ; 1 1 1 1 2 2",
        "output y = x % 4 ; 1 2 3 0 1 2",
        "output y = x |> transpose((1, 0)) ; 1 4 2 5 3 6",
        "output y = x |> slice(1, 1, 3) ; 2 3 5 6",
        "output y = x |> slice(axis = -1, from = -2, to = -1) ; 2 5",
        "output y = concat(x, x * 10, axis = 1) ; 1 2 3 10 20 30 4 5 6 40 50 60",
        "output y = concat(x |> slice(0, 0, 1), x) ; 1 2 3 1 2 3 4 5 6",
        "output y = x |> reshape((3, -1)) |> slice(1, 1, 2) ; 2 4 6",
        "output y[a < 2, b < 2] = sum[i, j] x[i, j] * (i == a) * (j == b) ; 1 2 4 5",
        "output y[i] = sum[j < 3, batch] x[i, j] ; 6 15",
      })
  void means(String body, String expected) {
    if (expected == null) {
      assertThrows(CompilationException.class, () -> run(body));
      return;
    }
    double[] numbers =
        Arrays.stream(expected.trim().split(" ")).mapToDouble(Double::parseDouble).toArray();
    assertArrayEquals(numbers, run(body), 1e-9);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "output y[i] = sum[j] x[i, j] ; 1",
        "output y[i] = 1 + (sum[j] x[i, j]) ; 2",
        "output y[..] = x[..] ; 0",
        "output y = (x + x) * 2 - x ; 1",
        "output y[i] = mean[j] x[i, j] ; 2",
        "output y[i] = sum[j] sum[k < 2] x[i, j] * k ; 1",
      })
  void comprehensions(String body, int expected) {
    assertEquals(expected, graph(body).nodes(Comprehension.class).size());
  }

  /** {@code inf + 0} must not become NaN, as a product with 0 would. */
  @Test
  void concatKeepsInfinities() {
    Graph graph = graph("output y = concat(x, x)");
    double[] infinite = {1, Double.POSITIVE_INFINITY, 3, Double.NEGATIVE_INFINITY, 5, 6};
    Map<String, double[]> given = Map.of("x", infinite, "t", T, "s", new double[] {0});
    double[] y = GraphInterpreter.run(graph, 1, given).output("y");
    for (int i = 0; i < 12; i++) {
      assertEquals(infinite[i % 6], y[i]);
    }
  }

  @Test
  void randomNumbersAreDrawnPerElementWithStreamsOfTheirOwn() {
    Graph graph = graph("a[..] = x[..] * uniform()\n output y[i] = x[i, 0] + uniform() + a[i, 0]");
    List<Node> draws = graph.nodes(Operation.Uniform.class);
    assertEquals("uniform: f32[batch, 2, 3]", draws.get(0).result().toString());
    assertEquals("uniform_2: f32[batch, 2]", draws.get(1).result().toString());
    assertEquals(
        List.of("uniform(0)", "uniform(1)"),
        draws.stream()
            .map(n -> ((Operation.Uniform) n.operation()).stream())
            .map(s -> "uniform(" + s + ")")
            .toList());
  }
}
