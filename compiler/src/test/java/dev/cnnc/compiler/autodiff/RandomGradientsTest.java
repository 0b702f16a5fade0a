package dev.cnnc.compiler.autodiff;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cnnc.compiler.graph.Comprehensions;
import dev.cnnc.compiler.graph.ElementType;
import dev.cnnc.compiler.graph.Graph;
import dev.cnnc.compiler.graph.GraphParser;
import dev.cnnc.compiler.graph.GraphPrinter;
import dev.cnnc.compiler.graph.Node;
import dev.cnnc.compiler.graph.Operation.Comprehension;
import dev.cnnc.compiler.graph.Reduction;
import dev.cnnc.compiler.graph.Value;
import dev.cnnc.compiler.interpret.GraphInterpreter;
import dev.cnnc.compiler.testing.RandomGraphs;
import dev.cnnc.compiler.testing.RandomTensors;
import dev.cnnc.grammar.diagnostic.CompilationException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Gradients of random graphs: what they are, and that they are graphs like any other. */
class RandomGradientsTest {
  @Provide
  Arbitrary<Graph> differentiable() {
    return RandomGraphs.graphs(RandomGraphs.Kind.DIFFERENTIABLE);
  }

  @Provide
  Arbitrary<Graph> any() {
    return RandomGraphs.graphs(RandomGraphs.Kind.ANY);
  }

  @Property(tries = 300)
  void gradientsAreTheLimitsOfDifferences(
      @ForAll("differentiable") Graph graph, @ForAll long seed) {
    if (hasNoGradient(graph) || !isFinite(graph, new Random(seed))) {
      return;
    }
    Graph gradients = CentralDifferences.check(graph, "y", given(graph), 2, new Random(seed));
    String text = GraphPrinter.print(gradients);
    assertEquals(text, GraphPrinter.print(GraphParser.parse(text)));
  }

  @Property(tries = 100)
  void gradientsOfGradientsAreTheLimitsOfTheirDifferences(
      @ForAll("differentiable") Graph graph, @ForAll long seed) {
    if (hasNoGradient(graph) || size(graph) > 150 || !isFinite(graph, new Random(seed))) {
      return;
    }
    Value x = graph.inputs().get(0);
    Graph first =
        Differentiate.gradients(graph, Map.of(graph.outputs().get("y"), Seed.INCOMING), List.of(x));
    CentralDifferences.check(first, "grad.x", given(first), 2, new Random(seed));
  }

  /** What has no gradient is refused, never taken for zero. */
  @Property(tries = 200)
  void everyGraphHasAGradientOrADiagnostic(@ForAll("any") Graph graph) {
    try {
      Differentiate.gradients(graph, Map.of(graph.outputs().get("y"), Seed.ONE), given(graph));
    } catch (CompilationException refused) {
      assertTrue(hasNoGradient(graph), refused.getMessage());
      assertEquals("E0601", refused.diagnostics().get(0).code());
    }
  }

  private static boolean hasNoGradient(Graph graph) {
    for (Node node : graph.nodes(Comprehension.class)) {
      Comprehension comprehension = (Comprehension) node.operation();
      boolean extreme =
          comprehension.reduction() == Reduction.MAX || comprehension.reduction() == Reduction.MIN;
      boolean batched = Comprehensions.batched(comprehension.body());
      if (comprehension.overBatch()
          && (comprehension.reduction() == Reduction.PROD || (extreme && batched))) {
        return true;
      }
    }
    return false;
  }

  /** A maximum of nothing is infinite, and what is computed with that is not a number. */
  private static boolean isFinite(Graph graph, Random random) {
    var given = RandomTensors.given(graph, 2, random);
    var values = GraphInterpreter.run(graph, 2, given, CentralDifferences::noise).values();
    return values.values().stream().flatMapToDouble(Arrays::stream).allMatch(Double::isFinite);
  }

  private static long size(Graph graph) {
    return given(graph).stream().mapToLong(value -> value.shape().size()).sum();
  }

  private static List<Value> given(Graph graph) {
    List<Value> given = new ArrayList<>(graph.inputs());
    given.addAll(graph.parameters());
    given.addAll(graph.states());
    given.removeIf(value -> value.type() != ElementType.F32);
    return given;
  }
}
