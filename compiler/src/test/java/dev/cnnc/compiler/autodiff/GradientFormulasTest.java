package dev.cnnc.compiler.autodiff;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cnnc.compiler.graph.Graph;
import dev.cnnc.compiler.graph.GraphParser;
import dev.cnnc.compiler.graph.GraphPrinter;
import dev.cnnc.compiler.graph.Node;
import dev.cnnc.compiler.graph.Value;
import dev.cnnc.compiler.interpret.GraphInterpreter;
import dev.cnnc.grammar.diagnostic.CompilationException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What the gradients of well-known formulas look like, and what they are at ties and zeros. */
class GradientFormulasTest {
  private static Value value(Graph graph, String name) {
    return graph.nodes().stream()
        .map(Node::result)
        .filter(value -> value.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static Graph gradients(String text, Seed seed, String... by) {
    Graph graph = GraphParser.parse("graph test\n" + text);
    List<Value> values = List.of(by).stream().map(name -> value(graph, name)).toList();
    return Differentiate.gradients(graph, Map.of(graph.outputs().get("y"), seed), values);
  }

  /** The added nodes, without inputs. */
  private static String added(Graph gradients, String text) {
    return gradients.nodes().stream()
        .map(GraphPrinter::print)
        .filter(line -> !text.contains(line) && !line.endsWith("= input"))
        .collect(Collectors.joining("\n", "", "\n"));
  }

  private static void assertFormulas(String text, String expected, String... by) {
    assertEquals(expected, added(gradients(text, Seed.INCOMING, by), text));
  }

  @Test
  void stridedAndPaddedConvolution() {
    assertFormulas(
        """
        x: f32[batch, 3, 32, 32] = input
        weight: f32[16, 3, 3, 3] = input
        y: f32[batch, 16, 16, 16] = [k < 16, i < 16, j < 16] sum[c < 3, u < 3, v < 3] weight[k, c, u, v] * x[c, 2*i + u - 1, 2*j + v - 1]
        output y = y
        """,
        """
        weight.grad: f32[16, 3, 3, 3] = [k < 16, c < 3, u < 3, v < 3] sum[batch, i < 16, j < 16] grad.y[k, i, j] * x[c, 2*i + u - 1, 2*j + v - 1]
        x.grad: f32[batch, 3, 32, 32] = [c < 3, h < 32, w < 32] sum[k < 16, u < 3, v < 3] weight[k, c, u, v] * grad.y[k, (h + 1 - u)/2, (w + 1 - v)/2]
        """,
        "x",
        "weight");
  }

  @Test
  void poolingComparesWithTheTermThatWon() {
    assertFormulas(
        """
        x: f32[batch, 8, 12, 12] = input
        y: f32[batch, 8, 6, 6] = [c < 8, i < 6, j < 6] max[u < 2, v < 2] x[c, 2*i + u, 2*j + v]
        output y = y
        """,
        """
        y.winner: f32[batch, 8, 6, 6] = [c < 8, i < 6, j < 6] argmax[u < 2, v < 2] x[c, 2*i + u, 2*j + v]
        x.grad: f32[batch, 8, 12, 12] = [c < 8, h < 12, w < 12] sum[u < 2, v < 2] (if y.winner[c, (h - u)/2, (w - v)/2] == (2*u + v) then grad.y[c, (h - u)/2, (w - v)/2] else 0)
        """,
        "x");
  }

  @Test
  void elementwiseNeedsNoReduction() {
    assertFormulas(
        """
        x: f32[batch, 8] = input
        z: f32[batch, 8] = [i < 8] max(x[i], 0)
        y: f32[batch, 8] = [i < 8] exp(z[i]) * x[i]
        output y = y
        """,
        """
        z.grad: f32[batch, 8] = [i < 8] exp(z[i]) * grad.y[i] * x[i]
        x.grad.part1: f32[batch, 8] = [i < 8] exp(z[i]) * grad.y[i]
        x.grad.part2: f32[batch, 8] = [i < 8] (if x[i] > 0 then z.grad[i] else 0)
        x.grad: f32[batch, 8] = [h < 8] x.grad.part1[h] + x.grad.part2[h]
        """,
        "x");
  }

  @Test
  void aFunctionInItsOwnDerivativeIsReadFromTheResult() {
    assertFormulas(
        """
        x: f32[batch, 8] = input
        y: f32[batch, 8] = [i < 8] sigmoid(x[i])
        output y = y
        """,
        """
        x.grad: f32[batch, 8] = [i < 8] y[i] * (1 - y[i]) * grad.y[i]
        """,
        "x");
  }

  @Test
  void lossOverTheBatchHasOneAdjointForAllExamples() {
    String text =
        """
        logits: f32[batch, 10] = input
        label: i32[batch] = input
        each: f32[batch] = [] -logits[label[]]
        y: f32[] = [] sum[batch] each[] / batch_size()
        output y = y
        """;
    assertEquals(
        """
        y.grad: f32[] = [] 1
        each.grad: f32[] = [] y.grad[] / batch_size()
        logits.grad: f32[batch, 10] = [h < 10] (if (h) == label[] then -each.grad[] else 0)
        """,
        added(gradients(text, Seed.ONE, "logits"), text));
  }

  @Test
  void axesThatShareIndicesAreSolvedTogetherOrTested() {
    assertFormulas(
        """
        x: f32[9, 9] = input
        y: f32[4] = [i < 4] sum[j < 5] x[i + j, i + 4 - j] * x[j, j]
        output y = y
        """,
        """
        x.grad.part1: f32[9, 9] = [h < 9, w < 9] sum[] (if (h + 4 - w) % 2 == 0 and (h + 4 - w) >= 0 and (h + 4 - w) < 10 then grad.y[(h + w - 4)/2] * x[(h + 4 - w)/2, (h + 4 - w)/2] else 0)
        x.grad.part2: f32[9, 9] = [j < 9, w < 9] sum[i < 4] (if (j) < 5 and (w) == (j) then x[i + j, i + 4 - j] * grad.y[i] else 0)
        x.grad: f32[9, 9] = [h < 9, w < 9] x.grad.part1[h, w] + x.grad.part2[h, w]
        """,
        "x");
  }

  @Test
  void aTermLeftOutForwardIsLeftOutInTheGradient() {
    String text =
        """
        a: f32[6] = input
        b: f32[6] = input
        y: f32[6] = [i < 6] sum[u < 3] a[i + u] + b[i - u]
        output y = y
        """;
    assertFormulas(
        text,
        """
        b.grad: f32[6] = [h < 6] sum[u < 3] (if (h + 2*u) < 6 then grad.y[h + u] else 0)
        a.grad: f32[6] = [h < 6] sum[u < 3] (if (h - 2*u) >= 0 then grad.y[h - u] else 0)
        """,
        "a",
        "b");
    Graph graph = GraphParser.parse("graph test\n" + text);
    CentralDifferences.check(
        graph, "y", List.of(value(graph, "a"), value(graph, "b")), 1, new Random(1));
  }

  @Test
  void theFirstOfEqualTermsTakesTheGradient() {
    Graph gradients =
        gradients(
            """
            x: f32[5] = input
            y: f32[2] = [i < 2] max[u < 3] x[2*i + u]
            output y = y
            """,
            Seed.INCOMING,
            "x");
    var values =
        GraphInterpreter.run(
            gradients,
            1,
            Map.of("x", new double[] {1, 3, 3, 3, 2}, "grad.y", new double[] {10, 100}));
    assertEquals(
        "0.0 10.0 100.0 0.0 0.0",
        java.util.Arrays.stream(values.output("grad.x"))
            .mapToObj(String::valueOf)
            .collect(Collectors.joining(" ")));
  }

  @Test
  void productsWithZerosHaveExactGradients() {
    String text =
        """
        x: f32[4] = input
        y: f32[] = [] prod[i < 4] x[i]
        output y = y
        """;
    Graph graph = GraphParser.parse("graph test\n" + text);
    for (double[] x :
        List.of(new double[] {2, 3, 4, 5}, new double[] {2, 0, 4, 5}, new double[] {0, 0, 4, 5})) {
      Map<String, double[]> given = new HashMap<>(Map.of("x", x));
      List<Value> by = List.of(value(graph, "x"));
      Graph first = CentralDifferences.check(graph, "y", by, 1, given, new Random(1));
      given.put("grad.y", new double[] {1});
      CentralDifferences.check(first, "grad.x", by, 1, given, new Random(1));
    }
  }

  @Test
  void whatDoesNotInfluenceTheOutputHasGradientZero() {
    Graph gradients =
        gradients(
            """
            x: f32[batch, 2] = input
            other: f32[batch, 2] = input
            y: f32[] = [] sum[batch, i < 2] x[i]
            output y = y
            """,
            Seed.ONE,
            "other",
            "x");
    Map<String, double[]> given =
        Map.of("x", new double[4], "other", new double[] {Double.NaN, 1, 1, 1});
    var values = GraphInterpreter.run(gradients, 2, given);
    assertEquals(List.of(0.0, 0.0, 0.0, 0.0), boxed(values.output("grad.other")));
    assertEquals(List.of(1.0, 1.0, 1.0, 1.0), boxed(values.output("grad.x")));
  }

  @Test
  void whatIsStoppedHasGradientZero() {
    Graph gradients =
        gradients(
            """
            x: f32[2] = input
            y: f32[2] = [i < 2] stop_gradient(x[i]) * x[i]
            output y = y
            """,
            Seed.ONE,
            "x");
    var values = GraphInterpreter.run(gradients, 1, Map.of("x", new double[] {3, 4}));
    assertEquals(List.of(3.0, 4.0), boxed(values.output("grad.x")));
  }

  @Test
  void aMaximumOverTheBatchIsRefused() {
    CompilationException refused =
        assertThrows(
            CompilationException.class,
            () ->
                gradients(
                    """
                    x: f32[batch, 2] = input
                    y: f32[2] = [i < 2] max[batch] x[i]
                    output y = y
                    """,
                    Seed.ONE,
                    "x"));
    assertEquals("E0601", refused.diagnostics().get(0).code());
    assertTrue(refused.getMessage().contains("'max' over the batch"), refused.getMessage());
  }

  @Test
  void wholeNumbersHaveNoGradient() {
    CompilationException refused =
        assertThrows(
            CompilationException.class,
            () ->
                gradients(
                    """
                    x: f32[3] = input
                    row: i32[] = input
                    y: f32[] = [] x[row[]]
                    output y = y
                    """,
                    Seed.ONE,
                    "row"));
    assertEquals("E0602", refused.diagnostics().get(0).code());
  }

  @Test
  void namesStayReadableWhenAGradientIsDifferentiated() {
    Graph first =
        gradients(
            """
            x: f32[3] = input
            y: f32[3] = [i < 3] x[i]^3
            output y = y
            """,
            Seed.INCOMING,
            "x");
    Graph second =
        Differentiate.gradients(
            first,
            Map.of(first.outputs().get("grad.x"), Seed.ONE),
            List.of(value(first, "x"), value(first, "grad.y")));
    assertEquals(
        List.of("y", "grad.x", "grad.x_2", "grad.grad.y"), List.copyOf(second.outputs().keySet()));
    assertEquals("x.grad_2", second.outputs().get("grad.x_2").name());
  }

  private static List<Double> boxed(double[] values) {
    return java.util.Arrays.stream(values).boxed().toList();
  }
}
