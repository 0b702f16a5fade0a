package dev.cnnc.compiler.gradcheck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cnnc.compiler.Compiler;
import dev.cnnc.compiler.gradcheck.Differences.Verdict;
import dev.cnnc.compiler.graph.Graph;
import dev.cnnc.compiler.graph.Value;
import dev.cnnc.compiler.interpret.GraphInterpreter;
import dev.cnnc.grammar.source.SourceFile;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A kink is told from a wrong gradient. */
class DifferencesTest {
  private static final String SCRIPT =
      """
      model M {
        input x: f32[4]
        kept = exp(x)
        output y[i] = max(x[i], 0) + x[i] ^ 2 * kept[i]
      }
      """;

  private static final double[] X = {0, 1, 3e-7, -1};

  private static Verdict verdict(int element, double derived) {
    Graph graph =
        Compiler.of(new SourceFile("m.cnn", SCRIPT))
            .elaborator()
            .model("M", Map.of(), true)
            .graph();
    Value x = graph.inputs().get(0);
    Map<String, double[]> values = GraphInterpreter.run(graph, 1, Map.of("x", X)).values();
    double[] direction = new double[X.length];
    direction[element] = 1;
    Map<String, double[]> weights = Map.of("y", new double[] {1, 1, 1, 1});
    return new Differences(graph, x, 1, values, weights).compare(direction, derived, 10).verdict();
  }

  /** {@code dy/dx = (x > 0) + (2 x + x²) exp(x)} */
  private static double slope(double x) {
    return (x > 0 ? 1 : 0) + (2 * x + x * x) * Math.exp(x);
  }

  @Test
  void atATieEitherChoiceIsAKink() {
    assertEquals(Verdict.KINK, verdict(0, 0));
    assertEquals(Verdict.KINK, verdict(0, 1));
  }

  @Test
  void besideAKinkASmallerStepDecides() {
    assertEquals(Verdict.AGREES, verdict(2, slope(X[2])));
    assertEquals(Verdict.WRONG, verdict(2, 0));
  }

  @Test
  void elsewhereAWrongSlopeIsWrong() {
    for (int element : new int[] {1, 3}) {
      assertEquals(Verdict.AGREES, verdict(element, slope(X[element])));
      assertEquals(Verdict.WRONG, verdict(element, slope(X[element]) * 1.001));
      assertEquals(Verdict.WRONG, verdict(element, 0.5));
    }
  }

  /** What does not depend on a tensor is not computed again, and is an input of what does. */
  @Test
  void onlyWhatDependsOnTheTensorIsComputed() {
    Graph graph =
        Compiler.of(
                new SourceFile(
                    "m.cnn",
                    """
                    model M {
                      input x: f32[4]
                      output y = x |> linear(3) |> tanh |> linear(2)
                    }
                    """))
            .elaborator()
            .model("M", Map.of(), true)
            .graph();
    Value late = graph.parameters().get(2);
    Graph part = DependentPart.of(graph, late);
    assertTrue(part.nodes().size() < graph.nodes().size(), part::toString);
    assertTrue(part.inputs().stream().anyMatch(v -> v.name().startsWith("tanh_1")), part::toString);
  }
}
