package dev.cnnc.compiler.optimize;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cnnc.compiler.autodiff.Differentiate;
import dev.cnnc.compiler.autodiff.Seed;
import dev.cnnc.compiler.graph.Graph;
import dev.cnnc.compiler.graph.GraphParser;
import dev.cnnc.compiler.graph.GraphPrinter;
import dev.cnnc.compiler.graph.Operation.Comprehension;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What each pass is for, on the smallest graph that shows it. */
class PassesTest {
  private static void assertOptimized(String before, String computed) {
    Graph graph = Passes.optimize(GraphParser.parse("graph test\n" + before));
    assertEquals(computed, computed(graph));
  }

  private static String computed(Graph graph) {
    return graph.nodes().stream()
        .map(GraphPrinter::print)
        .filter(line -> !line.endsWith("= input"))
        .collect(Collectors.joining("\n", "", "\n"));
  }

  @Test
  void aChainOfElementwiseFormulasIsOne() {
    assertOptimized(
        """
        x: f32[batch, 8] = input
        b: f32[8] = input
        y: f32[batch, 8] = [i < 8] x[i] + b[i]
        z: f32[batch, 8] = [j < 8] max(y[j], 0)
        out: f32[batch, 8] = [k < 8] exp(z[k]) * 1 + 0
        output y = out
        """,
        """
        out: f32[batch, 8] = [k < 8] exp(max(x[k] + b[k], 0))
        """);
  }

  @Test
  void whatSeveralTermsReadIsComputedOnce() {
    String graph =
        """
        x: f32[batch, 8] = input
        y: f32[batch, 8] = [i < 8] exp(x[i])
        z: f32[batch, 6] = [j < 6] sum[u < 3] y[j + u]
        """;
    assertOptimized(graph + "output y = z\n", graph.substring(graph.indexOf("y:")));
  }

  @Test
  void aTranspositionGoesIntoTheSumThatReadsIt() {
    assertOptimized(
        """
        x: f32[batch, 4, 8] = input
        t: f32[batch, 8, 4] = [i < 8, j < 4] x[j, i]
        z: f32[batch, 6] = [i < 6] sum[u < 3, j < 4] t[i + u - 1, j]
        output y = z
        """,
        """
        z: f32[batch, 6] = [i < 6] sum[u < 3, j < 4] x[j, i + u - 1]
        """);
  }

  /** The slice reads inside where the sum leaves terms out, so it stays. */
  @Test
  void aSliceStaysWhereItDecidesWhichTermsCount() {
    String graph =
        """
        x: f32[batch, 8] = input
        s: f32[batch, 6] = [i < 6] x[i + 1]
        z: f32[batch, 6] = [i < 6] sum[u < 3] s[i + u - 1]
        """;
    assertOptimized(graph + "output y = z\n", graph.substring(graph.indexOf("s:")));
  }

  @Test
  void anExpensiveFormulaOfFewIndicesIsComputedOnItsOwn() {
    assertOptimized(
        """
        x: f32[batch, 4, 8, 8] = input
        var: f32[4] = input
        y: f32[batch, 4, 8, 8] = [c < 4, i < 8, j < 8] x[c, i, j] * rsqrt(var[c] + 1e-5)
        z: f32[batch, 4, 8, 8] = [c < 4, i < 8, j < 8] x[c, i, j] - rsqrt(var[c] + 1e-5)
        output y = y
        output z = z
        """,
        """
        y.invariant: f32[4] = [c < 4] rsqrt(var[c] + 1e-5)
        y: f32[batch, 4, 8, 8] = [c < 4, i < 8, j < 8] x[c, i, j] * y.invariant[c]
        z: f32[batch, 4, 8, 8] = [c < 4, i < 8, j < 8] x[c, i, j] - y.invariant[c]
        """);
  }

  /** The gradients of bias and scale sum what the gradients of mean and variance sum. */
  @Test
  void sumsWithFactorsAreSummedOnce() {
    assertOptimized(
        """
        g: f32[batch, 4, 8, 8] = input
        x: f32[batch, 4, 8, 8] = input
        s: f32[4] = input
        a: f32[4] = [c < 4] sum[batch, i < 8, j < 8] g[c, i, j]
        b: f32[4] = [c < 4] sum[batch, i < 8, j < 8] -(g[c, i, j] * s[c])
        d: f32[4] = [c < 4] sum[batch, i < 8, j < 8] x[c, i, j] * (2 * g[c, i, j]) / s[c]
        output a = a
        output b = b
        output d = d
        """,
        """
        a: f32[4] = [c < 4] sum[batch, i < 8, j < 8] g[c, i, j]
        b: f32[4] = [c < 4] -(s[c] * a[c])
        d.sum: f32[4] = [c < 4] sum[batch, i < 8, j < 8] x[c, i, j] * g[c, i, j]
        d: f32[4] = [c < 4] 2 / s[c] * d.sum[c]
        """);
  }

  @Test
  void powersAndDivisionsBecomeCheaper() {
    assertOptimized(
        """
        x: f32[batch, 8] = input
        y: f32[batch, 8] = [i < 8] x[i]^2 / 4 + (x[i] / 3)^0.5
        output y = y
        """,
        """
        y: f32[batch, 8] = [i < 8] x[i] * x[i] * 0.25 + sqrt(x[i] / 3)
        """);
  }

  @Test
  void comparisonsThatTheRangesDecideAreGone() {
    assertOptimized(
        """
        x: f32[batch, 8] = input
        y: f32[batch, 8] = [i < 8] (if (i) < 8 and (i + 1) > 0 then x[i] else 0 * x[i])
        output y = y
        """,
        """
        y: f32[batch, 8] = [i < 8] x[i]
        """);
  }

  /** Hostile scripts have chains of any length. */
  @Test
  void theResultOfARectifierTellsWhereItsOperandWasPositive() {
    assertOptimized(
        """
        x: f32[batch, 3] = input
        w: f32[3] = parameter zeros()
        s: f32[batch, 3] = [i < 3] x[i] + w[i]
        y: f32[batch, 3] = [i < 3] max(s[i], 0)
        g: f32[batch, 3] = [i < 3] (if s[i] > 0 then y[i] * x[i] else 0)
        output y = y
        output g = g
        """,
        """
        w: f32[3] = parameter zeros()
        y: f32[batch, 3] = [i < 3] max(x[i] + w[i], 0)
        g: f32[batch, 3] = [i < 3] (if y[i] > 0 then y[i] * x[i] else 0)
        """);
  }

  @Test
  void formulasStayOfModerateSize() {
    StringBuilder text = new StringBuilder("graph long\nv0: f32[batch, 4] = input\n");
    int length = 1000;
    for (int i = 1; i <= length; i++) {
      text.append("v" + i + ": f32[batch, 4] = [i < 4] tanh(v" + (i - 1) + "[i]) + v0[i]\n");
    }
    text.append("output y = v" + length + "\n");
    Graph graph = GraphParser.parse(text.toString());
    Graph gradients =
        Differentiate.gradients(graph, Map.of(graph.outputs().get("y"), Seed.ONE), graph.inputs());
    List<Integer> sizes = new ArrayList<>();
    Passes.optimize(gradients)
        .nodes(Comprehension.class)
        .forEach(node -> sizes.add(Costs.size(((Comprehension) node.operation()).body())));
    assertTrue(sizes.stream().allMatch(size -> size <= 200), sizes::toString);
  }
}
