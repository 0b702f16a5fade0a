package dev.cnnc.compiler.elaborate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cnnc.compiler.autodiff.Differentiate;
import dev.cnnc.compiler.autodiff.Seed;
import dev.cnnc.compiler.derive.Derivation;
import dev.cnnc.compiler.graph.Graph;
import dev.cnnc.compiler.graph.Shape;
import dev.cnnc.compiler.graph.Value;
import dev.cnnc.compiler.interpret.Evaluation;
import dev.cnnc.compiler.interpret.GraphInterpreter;
import dev.cnnc.grammar.parse.Parser;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** {@code grad(e, x)} in a script. */
class GradTest {
  private static final double STEP = 1e-5;

  private static double[] random(int size, long seed) {
    return new Random(seed).doubles(size, -1, 1).toArray();
  }

  private static double[] map(double[] x, DoubleUnaryOperator f) {
    return Arrays.stream(x).map(f).toArray();
  }

  private static Evaluation run(String script, int batch, Map<String, double[]> given) {
    return GraphInterpreter.run(Scripts.model(script, true).graph(), batch, given);
  }

  @Property(tries = 20)
  void anyOrderOfPowers(
      @ForAll @IntRange(min = 1, max = 3) int batch,
      @ForAll @IntRange(min = 1, max = 5) int size,
      @ForAll long seed) {
    double[] x = random(batch * size, seed);
    Evaluation run =
        run(
            """
            model M(n: int = %d) {
              input x: f32[n]
              y = x ^ 4
              output first = grad(y, x)
              output second = grad(first, x)
              output third = second |> grad(x) as last
              output of_all = grad(grad(grad(grad(y, x), x), x), x)
            }
            """
                .formatted(size),
            batch,
            Map.of("x", x));
    assertArrayEquals(map(x, v -> 4 * v * v * v), run.output("first"), 1e-12);
    assertArrayEquals(map(x, v -> 12 * v * v), run.output("second"), 1e-12);
    assertArrayEquals(map(x, v -> 24 * v), run.output("third"), 1e-12);
    assertArrayEquals(map(x, v -> 24), run.output("of_all"), 1e-12);
  }

  @Test
  void sumsOverTheBatchAndKeepsTheBatchAxisOfWhatItIsTakenBy() {
    Evaluation run =
        run(
            """
            model M {
              input x: f32[2]
              param w: f32[2] = ones
              y = sum[i] w[i] * x[i] ^ 2
              mean_y = mean[batch] y
              output by_x = grad(mean_y, x)
              output by_w = grad(y, w)
              output by_itself = grad(x, x)
            }
            """,
            2,
            Map.of("x", new double[] {1, 2, 3, 4}, "w", new double[] {10, 20}));
    assertArrayEquals(new double[] {10, 40, 30, 80}, run.output("by_x"), 1e-12);
    assertArrayEquals(new double[] {10, 20}, run.output("by_w"), 1e-12);
    assertArrayEquals(new double[] {1, 1, 1, 1}, run.output("by_itself"), 0);
  }

  @Test
  void isTakenByIntermediateTensorsAndArguments() {
    Evaluation run =
        run(
            """
            layer slope(y: f32[], x: f32[..]) -> f32[..] {
              g = grad(y, x)
              output g * g
            }
            model M {
              input x: f32[2]
              hidden = x * 3
              y = sum[i] hidden[i] ^ 2
              output by_hidden = slope(y, hidden)
              output by_x = slope(y, x)
            }
            """,
            1,
            Map.of("x", new double[] {1, 2}));
    assertArrayEquals(new double[] {36, 144}, run.output("by_hidden"), 1e-12);
    assertArrayEquals(new double[] {324, 1296}, run.output("by_x"), 1e-12);
  }

  private static final String PENALTY =
      """
      layer penalized(logits: f32[K], image: f32[..], label: i32[]; weight: real = 0.5) -> f32[] {
        loss = cross_entropy(logits, label)
        g = grad(loss, image)
        norm = sum[..] g[..] ^ 2
        output total = loss + weight * (mean[batch] norm)
      }
      model M {
        input image: f32[1, 6, 6]
        output logits = image |> conv2d(2, kernel = 3) |> tanh |> maxpool2d(2)
            |> batchnorm |> flatten |> linear(3)
      }
      """;

  /** Double backpropagation: the gradient of a loss that has a gradient in it. */
  @Test
  void aPenaltyOnTheGradientTrains() {
    Elaborator elaborator = Scripts.elaborator(PENALTY);
    Graph graph =
        elaborator
            .withLoss(
                "M", Map.of(), Parser.parseExpression("penalized(logits, image, label)"), true)
            .graph();
    List<Value> parameters = graph.parameters();
    assertEquals(
        List.of(
            "conv2d_1.weight",
            "conv2d_1.bias",
            "batchnorm_1.weight",
            "batchnorm_1.bias",
            "linear_1.weight",
            "linear_1.bias"),
        parameters.stream().map(Value::name).toList());
    Map<String, double[]> given = new HashMap<>();
    int batch = 3;
    for (Value value : parameters) {
      given.put(value.name(), random((int) value.shape().size(), value.name().hashCode()));
    }
    graph.states().forEach(s -> given.put(s.name(), new double[] {1, 1}));
    given.put("image", random(36 * batch, 3));
    given.put("label", new double[] {0, 2, 1});
    Graph derived =
        Differentiate.gradients(graph, Map.of(graph.outputs().get("loss"), Seed.ONE), parameters);
    Evaluation gradients = GraphInterpreter.run(derived, batch, given);
    for (Value parameter : parameters) {
      double[] at = given.get(parameter.name());
      for (int i = 0; i < at.length; i++) {
        double here = at[i];
        at[i] = here + STEP;
        double above = GraphInterpreter.run(graph, batch, given).output("loss")[0];
        at[i] = here - STEP;
        double below = GraphInterpreter.run(graph, batch, given).output("loss")[0];
        at[i] = here;
        double expected = (above - below) / (2 * STEP);
        assertEquals(
            expected, gradients.output("grad." + parameter.name())[i], 1e-7, parameter + ", " + i);
      }
    }
  }

  @Test
  void nodesAreNamedAfterTheCall() {
    List<String> names =
        Scripts.model(
                """
                model M {
                  input x: f32[2]
                  y = x |> linear(2) |> tanh
                  output a = grad(y, x) as slope
                }
                """,
                true)
            .graph()
            .nodes()
            .stream()
            .map(node -> node.result().name())
            .filter(name -> name.startsWith("slope"))
            .toList();
    assertEquals("slope.x.grad", names.get(names.size() - 1));
    assertTrue(names.contains("slope.linear_1.y.grad"), names::toString);
  }

  @Test
  void aScriptsOwnDefinitionsGoFirst() {
    String use = "model M {\n input x: f32[2]\n output y = ";
    Evaluation layer =
        run(
            "layer grad(x: f32[..]) -> f32[..] {\n output x * 5\n}\n" + use + "grad(x)\n}",
            1,
            Map.of("x", new double[] {1, 2}));
    assertArrayEquals(new double[] {5, 10}, layer.output("y"), 0);
    Evaluation function =
        run(
            "function grad(a: int) = a + 1\n" + use + "x * grad(6)\n}",
            1,
            Map.of("x", new double[] {1, 2}));
    assertArrayEquals(new double[] {7, 14}, function.output("y"), 0);
  }

  @Test
  void derivesALayerThatHasAGradientInIt() {
    Graph layer =
        Scripts.elaborator(
                """
                layer slope(x: f32[N]) -> f32[N] {
                  y = sum[i] x[i] ^ 3
                  output slope = grad(y, x)
                }
                """)
            .layer("slope", List.of(Shape.of(4)), Map.of(), true);
    assertEquals(
        """
        // slope: x f32[4] -> y f32[4]
        y[i] = 3 * x[i]^2

        // ∂L/∂x
        dx[i] = 3 * (2 * x[i] * dy[i])
        """,
        Derivation.text(layer));
  }

  /** The gradient of an embedding's row, and of that again. */
  @Test
  void reachesTablesThatDataChooseFrom() {
    Evaluation run =
        run(
            """
            model M {
              input token: i32[3]
              param table: f32[4, 2] = ones
              row[t < 3, d < 2] = table[token[t], d]
              y = sum[t, d] row[t, d] ^ 3
              g = grad(y, table)
              output first = g
              output second = grad(g, table)
            }
            """,
            1,
            Map.of(
                "token", new double[] {2, 0, 2}, "table", new double[] {1, 2, 3, 4, 5, 6, 7, 8}));
    assertArrayEquals(new double[] {3, 12, 0, 0, 150, 216, 0, 0}, run.output("first"), 1e-12);
    assertArrayEquals(new double[] {6, 12, 0, 0, 60, 72, 0, 0}, run.output("second"), 1e-12);
  }
}
