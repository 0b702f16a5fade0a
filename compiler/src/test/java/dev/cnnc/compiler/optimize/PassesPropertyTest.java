package dev.cnnc.compiler.optimize;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cnnc.compiler.autodiff.Differentiate;
import dev.cnnc.compiler.autodiff.Seed;
import dev.cnnc.compiler.graph.ElementType;
import dev.cnnc.compiler.graph.Graph;
import dev.cnnc.compiler.graph.GraphParser;
import dev.cnnc.compiler.graph.GraphPrinter;
import dev.cnnc.compiler.graph.Value;
import dev.cnnc.compiler.interpret.Evaluation;
import dev.cnnc.compiler.interpret.GraphInterpreter;
import dev.cnnc.compiler.testing.RandomGraphs;
import dev.cnnc.compiler.testing.RandomTensors;
import dev.cnnc.grammar.diagnostic.CompilationException;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** After every pass a graph computes what it did before. */
class PassesPropertyTest {
  @Provide
  Arbitrary<Graph> any() {
    return RandomGraphs.graphs(RandomGraphs.Kind.ANY);
  }

  @Provide
  Arbitrary<Graph> differentiable() {
    return RandomGraphs.graphs(RandomGraphs.Kind.DIFFERENTIABLE);
  }

  @Provide
  Arbitrary<Graph> chains() {
    return LayerChains.graphs();
  }

  @Property(tries = 200)
  void randomGraphsStayTheSame(@ForAll("any") Graph graph, @ForAll long seed) {
    check(graph, seed);
  }

  @Property(tries = 300)
  void chainsOfLayersStayTheSame(@ForAll("chains") Graph graph, @ForAll long seed) {
    check(graph, seed);
  }

  @Property(tries = 100)
  void gradientsStayTheSame(@ForAll("differentiable") Graph graph, @ForAll long seed) {
    check(gradients(graph), seed);
  }

  @Property(tries = 150)
  void gradientsOfChainsStayTheSame(@ForAll("chains") Graph graph, @ForAll long seed) {
    check(gradients(graph), seed);
  }

  private static Graph gradients(Graph graph) {
    List<Value> by =
        graph.inputs().stream().filter(value -> value.type() == ElementType.F32).toList();
    try {
      return Differentiate.gradients(graph, Map.of(graph.outputs().get("y"), Seed.INCOMING), by);
    } catch (CompilationException noGradient) {
      Assume.that(false);
      throw noGradient;
    }
  }

  private static void check(Graph graph, long seed) {
    int batch = 2;
    Map<String, double[]> given = RandomTensors.given(graph, batch, new Random(seed));
    Evaluation expected = run(graph, batch, given);
    Graph optimized =
        Passes.optimize(
            graph,
            (pass, after) -> {
              Evaluation actual = run(after, batch, given);
              assertEquals(graph.outputs().keySet(), after.outputs().keySet());
              String context = pass.name() + " gives\n" + GraphPrinter.print(after);
              graph
                  .outputs()
                  .forEach(
                      (name, value) -> {
                        Value now = after.outputs().get(name);
                        assertEquals(value.shape(), now.shape(), context);
                        assertEquals(value.batched(), now.batched(), context);
                        assertClose(expected.output(name), actual.output(name), context);
                      });
              assertEquals(expected.updates().keySet(), actual.updates().keySet());
              expected
                  .updates()
                  .forEach((name, e) -> assertClose(e, actual.updates().get(name), context));
            });
    Graph simplified = Passes.run(Passes.SIMPLIFY, graph, (pass, after) -> {});
    assertTrue(simplified.nodes().size() <= graph.nodes().size());
    assertEquals(graph.inputs(), optimized.inputs());
    assertEquals(graph.parameters(), optimized.parameters());
    String text = GraphPrinter.print(optimized);
    assertEquals(text, GraphPrinter.print(GraphParser.parse(text)));
  }

  private static Evaluation run(Graph graph, int batch, Map<String, double[]> given) {
    return GraphInterpreter.run(graph, batch, given, 7L);
  }

  private static void assertClose(double[] expected, double[] actual, String context) {
    double scale = 1;
    for (double e : expected) {
      scale = Double.isFinite(e) ? Math.max(scale, Math.abs(e)) : scale;
    }
    assertArrayEquals(expected, actual, 1e-12 * scale, context);
  }
}
