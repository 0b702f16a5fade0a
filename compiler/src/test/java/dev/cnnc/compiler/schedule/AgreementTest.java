package dev.cnnc.compiler.schedule;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cnnc.compiler.graph.Graph;
import dev.cnnc.compiler.graph.GraphParser;
import dev.cnnc.compiler.graph.GraphPrinter;
import dev.cnnc.compiler.graph.Value;
import dev.cnnc.compiler.interpret.Evaluation;
import dev.cnnc.compiler.interpret.GraphInterpreter;
import dev.cnnc.compiler.loop.LoopProgram;
import dev.cnnc.compiler.testing.RandomGraphs;
import dev.cnnc.compiler.testing.RandomTensors;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Loops compute what the graph says, for any graph, any vector length and any schedule. */
class AgreementTest {
  private static final long RANDOM = 42;

  @Provide
  Arbitrary<Graph> graphs() {
    Arbitrary<Graph> graphs = RandomGraphs.graphs(RandomGraphs.Kind.ANY);
    return Arbitraries.oneOf(graphs, graphs.map(AgreementTest::everythingIsAnOutput));
  }

  @Provide
  Arbitrary<Integer> lanes() {
    return Arbitraries.of(1, 4, 8, 16);
  }

  @Property(tries = 200)
  void defaultSchedules(
      @ForAll("graphs") Graph graph, @ForAll("lanes") int lanes, @ForAll long seed) {
    compare(graph, ScheduleOptions.lanes(lanes), seed);
  }

  @Property(tries = 200)
  void anySchedules(@ForAll("graphs") Graph graph, @ForAll("lanes") int lanes, @ForAll long seed) {
    Map<String, Schedule> schedules = RandomSchedules.schedules(graph, new Random(seed));
    compare(graph, new ScheduleOptions(lanes, Map.of(), schedules), seed);
  }

  @Property(tries = 100)
  void whatArraysHeldBeforeDoesNotCount(
      @ForAll("graphs") Graph graph, @ForAll("lanes") int lanes, @ForAll long seed) {
    ScheduleOptions options = ScheduleOptions.lanes(lanes).withInterleaved(seed % 2 == 0);
    LoopProgram loops = Scheduler.schedule(graph, options);
    Map<String, double[]> given = RandomTensors.given(graph, 3, new Random(seed));
    LoopRun fresh = LoopRun.run(loops, 3, given, RANDOM);
    Map<String, double[]> other = RandomTensors.given(graph, 3, new Random(seed + 1));
    LoopRun used = LoopRun.run(loops, 3, other, RANDOM + 1);
    used.again(given, RANDOM);
    for (String output : graph.outputs().keySet()) {
      assertArrayEquals(fresh.output(output), used.output(output), output);
    }
  }

  /** A vector of values that is far from full is stored next to a border of zeros. */
  @Property(tries = 4)
  void storesDoNotReachBorders(@ForAll("lanes") int lanes) {
    Graph graph =
        GraphParser.parse(
            """
            graph diagonal
            x: f32[batch] = input
            a: f32[batch, 1, 2] = [i < 1, j < 2] sum[] x[]
            y: f32[batch] = [] sum[u < 2] a[u, u]
            output y = y
            """);
    compare(graph, ScheduleOptions.lanes(lanes), 1);
  }

  /** Two places of a window lie side by side, and the next window's two right after them. */
  @Property(tries = 8)
  void vectorsDoNotReachTheNextWindow(@ForAll("lanes") int lanes, @ForAll long seed) {
    Graph graph =
        GraphParser.parse(
            """
            graph spread
            x: f32[batch, 2, 2, 2] = input
            y: f32[batch, 2, 4, 4] = [k < 2, h < 4, w < 4] sum[u < 2, v < 2] x[k, (h - u)/2, (w - v)/2] * (2*u + v)
            output y = y
            """);
    compare(graph, ScheduleOptions.lanes(lanes), seed);
  }

  private static void compare(Graph graph, ScheduleOptions options, long seed) {
    Assume.that(!IncomparableJumps.in(graph));
    Random random = new Random(seed);
    int batch = 1 + random.nextInt(random.nextBoolean() ? 5 : 40);
    Map<String, double[]> given = RandomTensors.given(graph, batch, random);
    Evaluation expected = GraphInterpreter.run(graph, batch, given, RANDOM);
    ScheduleOptions any =
        random.nextInt(3) == 0
            ? options.withSingleExamples()
            : options.withInterleaved(random.nextBoolean());
    LoopRun actual = LoopRun.run(Scheduler.schedule(graph, any), batch, given, RANDOM);
    for (String output : graph.outputs().keySet()) {
      assertClose(graph, output, expected.output(output), actual.output(output));
    }
    expected
        .updates()
        .forEach((name, value) -> assertClose(graph, name, value, actual.updates().get(name)));
  }

  /** Floats differ from doubles. */
  static void assertClose(Graph graph, String name, double[] expected, double[] actual) {
    assertEquals(expected.length, actual.length);
    for (int i = 0; i < expected.length; i++) {
      double allowed = 2e-3 * Math.max(1, Math.abs(expected[i]));
      boolean close =
          Double.compare(expected[i], actual[i]) == 0
              || Math.abs(expected[i] - actual[i]) <= allowed;
      assertTrue(
          close,
          String.format(
              "%s[%d] is %s, expected %s, in%n%s",
              name, i, actual[i], expected[i], GraphPrinter.print(graph)));
    }
  }

  private static Graph everythingIsAnOutput(Graph graph) {
    Map<String, Value> outputs = new LinkedHashMap<>();
    graph
        .nodes(dev.cnnc.compiler.graph.Operation.Comprehension.class)
        .forEach(node -> outputs.put(node.result().name(), node.result()));
    outputs.putAll(graph.outputs());
    return new Graph(graph.name(), graph.nodes(), outputs, graph.updates());
  }
}
