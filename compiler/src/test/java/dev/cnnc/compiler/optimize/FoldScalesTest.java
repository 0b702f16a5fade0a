package dev.cnnc.compiler.optimize;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cnnc.compiler.graph.Comprehensions;
import dev.cnnc.compiler.graph.Graph;
import dev.cnnc.compiler.graph.GraphPrinter;
import dev.cnnc.compiler.graph.Node;
import dev.cnnc.compiler.graph.Operation;
import dev.cnnc.compiler.graph.Operation.Comprehension;
import dev.cnnc.compiler.graph.Value;
import dev.cnnc.compiler.interpret.GraphInterpreter;
import dev.cnnc.compiler.testing.RandomTensors;
import dev.cnnc.compiler.testing.Scripts;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** Normalizations by running statistics go into the weights before them. */
class FoldScalesTest {
  @Provide
  Arbitrary<String> layers() {
    Arbitrary<String> sums =
        Arbitraries.of(
            "conv2d(6, kernel = 3, padding = 1)",
            "conv2d(4, kernel = 2, stride = 2, bias = false)",
            "conv_transpose2d(5, kernel = 3, stride = 2)",
            "flatten |> linear(7)");
    Arbitrary<String> norms = Arbitraries.of("batchnorm", "batchnorm(eps = 0.5)");
    Arbitrary<String> after = Arbitraries.of("relu", "tanh", "flatten", "relu |> flatten");
    return Combinators.combine(sums, norms, after)
        .as((sum, norm, then) -> sum + " |> " + norm + " |> " + then);
  }

  @Property(tries = 60)
  void theNetworkComputesTheSame(@ForAll("layers") String layers, @ForAll long seed) {
    check(
        """
        model M {
          input x: f32[4, 5, 6]
          output y = x |> %s
        }
        """
            .formatted(layers),
        seed,
        1);
  }

  /** Groups are an axis of their own in the sum, which a reshape joins with that of the filters. */
  @Property(tries = 10)
  void groupsStayAsTheyAre(@ForAll long seed) {
    check(
        """
        model M {
          input x: f32[4, 5, 6]
          output y = x |> conv2d(4, kernel = 3, groups = 2) |> batchnorm |> relu
        }
        """,
        seed,
        0);
  }

  @Property(tries = 10)
  void bothBranchesOfASumAreFolded(@ForAll long seed) {
    check(
        """
        model M {
          input x: f32[4, 5, 5]
          a = x |> conv2d(6, kernel = 3, padding = 1, bias = false) |> batchnorm
          b = x |> conv2d(6, kernel = 1) |> batchnorm
          output y = relu(a + b)
        }
        """,
        seed,
        2);
  }

  @Property(tries = 10)
  void aFormulaOfTheScriptIsFoldedToo(@ForAll long seed) {
    check(
        """
        model M {
          input x: f32[5]
          param weight: f32[5, 3] = normal(0, 1)
          param scale: f32[3] = ones
          z[k] = sum[c] weight[c, k] * x[c]
          output y[k] = (2 - z[k] / 3) * scale[k]
        }
        """,
        seed,
        1);
  }

  /** A scale that follows from the input, or a result that two formulas read. */
  @Test
  void othersStayAsTheyAre() {
    for (String formulas :
        new String[] {
          "output y[k] = max(z[k] * x[0], 0)",
          "u[k] = max(z[k] * scale[k], 0)\n  output y[k] = u[k] + z[k]",
          "output y[k] = scale[k] / z[k]"
        }) {
      Graph graph =
          Passes.optimize(
              Scripts.graph(
                  """
                  model M {
                    input x: f32[5]
                    param weight: f32[3, 5] = normal(0, 1)
                    param scale: f32[3] = ones
                    z[k] = sum[c] weight[k, c] * x[c]
                    %s
                  }
                  """
                      .formatted(formulas),
                  "M",
                  false));
      assertEquals(0, scaled(graph), GraphPrinter.print(graph));
    }
  }

  private static void check(String script, long seed, int folded) {
    Graph graph = Scripts.graph(script, "M", false);
    Map<String, double[]> given = RandomTensors.given(graph, 2, new Random(seed));
    given.forEach(
        (name, values) -> {
          for (int i = 0; i < values.length && name.endsWith("running_var"); i++) {
            values[i] = Math.abs(values[i]);
          }
        });
    Graph optimized = Passes.optimize(graph);
    double[] expected = GraphInterpreter.run(graph, 2, given, 7L).output("y");
    double[] found = GraphInterpreter.run(optimized, 2, given, 7L).output("y");
    double largest = 1;
    for (double e : expected) {
      largest = Math.max(largest, Math.abs(e));
    }
    String text = GraphPrinter.print(optimized);
    assertArrayEquals(expected, found, 1e-11 * largest, text);
    assertEquals(folded, scaled(optimized), text);
    for (Node node : optimized.nodes(Comprehension.class)) {
      boolean result = node.result().batched();
      boolean weights =
          Comprehensions.operands(((Comprehension) node.operation()).body()).stream()
              .map(Value::name)
              .anyMatch(name -> name.endsWith("running_mean") || name.equals("scale"));
      assertTrue(!result || !weights || folded == 0, text);
    }
  }

  private static long scaled(Graph graph) {
    return graph.nodes(Operation.Comprehension.class).stream()
        .filter(node -> node.result().name().endsWith(".scaled"))
        .count();
  }
}
