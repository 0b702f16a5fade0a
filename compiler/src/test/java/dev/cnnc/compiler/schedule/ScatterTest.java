package dev.cnnc.compiler.schedule;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.cnnc.compiler.bytecode.GenerateClasses;
import dev.cnnc.compiler.graph.Graph;
import dev.cnnc.compiler.graph.GraphParser;
import dev.cnnc.compiler.graph.GraphVerifier;
import dev.cnnc.compiler.graph.Operation;
import dev.cnnc.compiler.interpret.GraphInterpreter;
import dev.cnnc.compiler.loop.LoopProgram;
import dev.cnnc.compiler.optimize.Passes;
import dev.cnnc.compiler.testing.Choices;
import dev.cnnc.compiler.testing.LookUps;
import dev.cnnc.runtime.execute.Execution;
import dev.cnnc.runtime.network.Network;
import dev.cnnc.runtime.program.Backend;
import dev.cnnc.runtime.program.CompiledModel;
import dev.cnnc.runtime.program.Pass;
import dev.cnnc.runtime.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** The gradients of look-ups are scatters, and these add what plain loops add. */
class ScatterTest {
  @Provide
  Arbitrary<LookUps> lookUps() {
    return Choices.choices().map(LookUps::of);
  }

  @Provide
  Arbitrary<Integer> lanes() {
    return net.jqwik.api.Arbitraries.of(1, 4, 16);
  }

  @Property(tries = 150)
  void gradientsOfLookUpsAreScatters(
      @ForAll("lookUps") LookUps lookUps,
      @ForAll @IntRange(min = 1, max = 5) int batch,
      @ForAll("lanes") int lanes,
      @ForAll long seed) {
    Graph graph = optimized(lookUps);
    Map<String, double[]> given = lookUps.given(batch, new Random(seed));
    Map<String, double[]> expected = lookUps.expected(batch, given);
    var interpreted = GraphInterpreter.run(graph, batch, given);
    LoopRun loops =
        LoopRun.run(Scheduler.schedule(graph, ScheduleOptions.lanes(lanes)), batch, given, 0);
    expected.forEach(
        (table, gradient) -> {
          assertArrayEquals(gradient, interpreted.output("grad." + table), 1e-12, graph::toString);
          assertArrayEquals(gradient, loops.output("grad." + table), 1e-4, graph::toString);
        });
  }

  /** In classes, with either back end and any number of threads, run after run. */
  @Property(tries = 30)
  void bitsDependOnNeitherBackEndNorThreads(@ForAll("lookUps") LookUps lookUps, @ForAll long seed) {
    Graph graph = optimized(lookUps);
    List<Map<String, double[]>> runs = new ArrayList<>();
    for (int run = 0; run < 3; run++) {
      runs.add(lookUps.given(1 + run * 2, new Random(seed + run)));
    }
    List<Map<String, float[]>> first = null;
    for (int lanes : new int[] {1, Math.max(4, Backend.lanes())}) {
      LoopProgram loops = Scheduler.schedule(graph, ScheduleOptions.lanes(lanes));
      Map<Pass, LoopProgram> programs = Map.of(Pass.GRADIENTS, loops);
      CompiledModel model =
          (lanes == 1
                  ? GenerateClasses.generate("test.Net", "net.cnn", Map.of(), programs)
                  : GenerateClasses.generate("test.Net", "net.cnn", programs, Map.of()))
              .load();
      for (int threads = 1; threads <= 3; threads++) {
        List<Map<String, float[]>> gradients = gradients(model, threads, lookUps, runs);
        first = first == null ? gradients : first;
        for (int run = 0; run < runs.size(); run++) {
          Map<String, double[]> expected = lookUps.expected(1 + run * 2, runs.get(run));
          for (String table : lookUps.tables()) {
            float[] bits = gradients.get(run).get(table);
            assertArrayEquals(first.get(run).get(table), bits, 0, table);
            double[] exact = expected.get(table);
            for (int i = 0; i < exact.length; i++) {
              assertEquals(exact[i], bits[i], 1e-4, table);
            }
          }
        }
      }
    }
  }

  private static List<Map<String, float[]>> gradients(
      CompiledModel model, int threads, LookUps lookUps, List<Map<String, double[]>> runs) {
    List<Map<String, float[]>> all = new ArrayList<>();
    try (Network network = Network.create(model, threads)) {
      Execution execution = network.execution(Pass.GRADIENTS);
      for (int run = 0; run < runs.size(); run++) {
        execution.begin(1 + run * 2);
        for (String input : execution.inputs()) {
          double[] values = runs.get(run).get(input);
          if (execution.input(input).integers()) {
            execution.write(
                input, java.util.Arrays.stream(values).mapToInt(v -> (int) v).toArray());
          } else {
            float[] floats = new float[values.length];
            for (int i = 0; i < floats.length; i++) {
              floats[i] = (float) values[i];
            }
            execution.write(input, floats);
          }
        }
        execution.run(0);
        Map<String, float[]> gradients = new LinkedHashMap<>();
        for (String table : lookUps.tables()) {
          Tensor gradient = network.gradient(table).value();
          gradients.put(table, gradient.floats());
        }
        all.add(gradients);
      }
    }
    return all;
  }

  private static Graph optimized(LookUps lookUps) {
    Graph graph =
        Passes.optimize(
            lookUps.gradients(), (pass, after) -> GraphVerifier.verified(after, pass.name()));
    String text = graph.toString();
    assertFalse(text.contains("=="), () -> "a gradient asks each row, in\n" + text);
    assertEquals(text, GraphParser.parse(text).toString());
    return graph;
  }

  /** Sums that choose by data are scatters whoever wrote them, unless a term needs its row. */
  @Test
  void sumsThatChooseByDataAreScatters() {
    assertEquals(
        "scatter[batch, t < 5, d < 3] x[t, d] to [token[t], d]",
        optimized("[h < 9, d < 3] sum[batch, t < 5] (if (h) == token[t] then x[t, d] else 0)"));
    assertEquals(
        "scatter[batch, t < 5, d < 3] y.terms[t, d] to [token[t], d]",
        optimized(
            "[h < 9, d < 3] sum[batch, t < 5, u < 3]"
                + " (if token[t] == (h) and (t) != (d) then x[t, u] * x[t, d] else 0)"));
    String needsRow =
        "[h < 5, d < 3] sum[batch, t < 5] (if (h) == token[t] then x[h, d] * x[t, d] else 0)";
    assertEquals(needsRow, optimized(needsRow));
  }

  /** Terms are left out where the place that chooses their row is, as before. */
  @Test
  void whatIsReadOutsideGoesNowhere() {
    String formula =
        "[h < 4] sum[batch, t < 5, u < 3] (if (h) == token[t + u - 1] then x[t, u] else 0)";
    Graph graph = graph(formula, "[4]");
    Graph optimized = Passes.optimize(graph);
    assertEquals(1, optimized.nodes(Operation.Scatter.class).size());
    Map<String, double[]> given = new LinkedHashMap<>();
    given.put("token", new double[] {3, 1, 9, 1, -1, 0, 0, 3, 2, 1}); // 9 and -1 are no rows
    given.put("x", new Random(1).doubles(30).toArray());
    double[] expected = GraphInterpreter.run(graph, 2, given).output("y");
    for (int lanes : new int[] {1, 4}) {
      LoopRun run =
          LoopRun.run(Scheduler.schedule(optimized, ScheduleOptions.lanes(lanes)), 2, given, 0);
      assertArrayEquals(expected, run.output("y"), 1e-5);
    }
  }

  private static String optimized(String formula) {
    Graph optimized = Passes.optimize(graph(formula, formula.contains("d <") ? "[9, 3]" : "[4]"));
    return optimized.nodes().get(optimized.nodes().size() - 1).operation().toString();
  }

  private static Graph graph(String formula, String shape) {
    String text = formula.startsWith("[h < 5") ? "[5, 3]" : shape;
    return GraphParser.parse(
        "graph g\ntoken: i32[batch, 5] = input\nx: f32[batch, 5, 3] = input\ny: f32"
            + text
            + " = "
            + formula
            + "\noutput y = y\n");
  }
}
