package dev.cnnc.compiler.schedule;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.cnnc.compiler.autodiff.Differentiate;
import dev.cnnc.compiler.autodiff.Seed;
import dev.cnnc.compiler.bytecode.GenerateClasses;
import dev.cnnc.compiler.graph.Graph;
import dev.cnnc.compiler.graph.GraphParser;
import dev.cnnc.compiler.graph.GraphVerifier;
import dev.cnnc.compiler.graph.Operation;
import dev.cnnc.compiler.graph.Value;
import dev.cnnc.compiler.interpret.GraphInterpreter;
import dev.cnnc.compiler.loop.LoopPrinter;
import dev.cnnc.compiler.loop.LoopProgram;
import dev.cnnc.compiler.optimize.Passes;
import dev.cnnc.compiler.testing.Choices;
import dev.cnnc.compiler.testing.LookUps;
import dev.cnnc.compiler.testing.RandomTensors;
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
import net.jqwik.api.Arbitraries;
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
    return Arbitraries.of(1, 4, 16);
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
    return optimized(lookUps.gradients());
  }

  private static Graph optimized(Graph gradients) {
    Graph graph =
        Passes.optimize(gradients, (pass, after) -> GraphVerifier.verified(after, pass.name()));
    String text = graph.toString();
    assertFalse(text.contains("=="), () -> "a gradient asks each row, in\n" + text);
    assertEquals(text, GraphParser.parse(text).toString());
    return graph;
  }

  /** The gradient of a scatter is a gather, which reads the rows that are there and no others. */
  @Property(tries = 50)
  void gradientsOfScattersAreGathers(
      @ForAll("lookUps") LookUps lookUps,
      @ForAll @IntRange(min = 1, max = 3) int batch,
      @ForAll long seed) {
    Graph first = lookUps.gradients();
    Map<Value, Seed> seeds = new LinkedHashMap<>();
    List<Value> incoming = new ArrayList<>();
    lookUps.tables().forEach(t -> seeds.put(first.outputs().get("grad." + t), Seed.INCOMING));
    first.inputs().stream().filter(i -> i.name().startsWith("grad.")).forEach(incoming::add);
    Graph second = Differentiate.gradients(first, seeds, incoming);
    Graph optimized =
        Passes.optimize(second, (pass, after) -> GraphVerifier.verified(after, pass.name()));
    assertFalse(optimized.toString().contains("=="), optimized::toString);
    Map<String, double[]> given = lookUps.given(batch, new Random(seed));
    for (Value input : second.inputs()) {
      given.computeIfAbsent(
          input.name(), name -> new Random(seed).doubles(input.shape().size()).toArray());
    }
    var expected = GraphInterpreter.run(second, batch, given);
    var actual = GraphInterpreter.run(optimized, batch, given);
    LoopRun loops =
        LoopRun.run(Scheduler.schedule(optimized, ScheduleOptions.lanes(4)), batch, given, 0);
    for (Value value : incoming) {
      String output = "grad." + value.name();
      assertArrayEquals(expected.output(output), actual.output(output), 1e-12, output);
      assertArrayEquals(expected.output(output), loops.output(output), 1e-5, output);
    }
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

  /** What a scatter is as loops: the rows of the last time go, new ones are listed, terms added. */
  @Test
  void gradientsOfTablesListTheirRows() {
    Graph graph =
        GraphParser.parse(
            """
            graph g
            table: f32[1000, 16] = parameter zeros()
            token: i32[batch, 5] = input
            y: f32[batch, 5, 16] = [t < 5, d < 16] table[token[t], d]
            output y = y
            """);
    Map<Value, Seed> seeds = Map.of(graph.outputs().get("y"), Seed.INCOMING);
    Graph gradients = Passes.optimize(Differentiate.gradients(graph, seeds, graph.parameters()));
    LoopProgram loops = Scheduler.schedule(gradients, ScheduleOptions.lanes(16));
    String text = LoopPrinter.print(loops);
    String expected =
        """
        kernel table_grad_backward_rows, backward, tasks: 1
          token: [5] strides [1] offset 0 length 5
          grad.table: [1000, 16] strides [16, 1] offset 0 length 16016
          rows.grad.table: [2001] strides [1] offset 0 length 2001
          for k = 0 until rows.grad.table[0]
            int row = rows.grad.table[k + 1]
            rows.grad.table[row + 1001] = 0
            for column = 0 until 16 step 16
              grad.table[16*row + column : 16] = broadcast(0.0)
          rows.grad.table[0] = 0
          for example = 0 until batch
            for t = 0 until 5
              int row_0 = token[5*example + t]
              if 0 <= row_0 < 1000
                if 0 <= rows.grad.table[row_0 + 1001] < 1
                  int count_0 = rows.grad.table[0] + 1
                  rows.grad.table[0] = count_0
                  rows.grad.table[count_0] = row_0
                  rows.grad.table[row_0 + 1001] = 1

        // table.grad: f32[1000, 16] = scatter[batch, t < 5, d < 16] grad.y[t, d] to [token[t], d]
        kernel table_grad_backward, backward, tasks: 1
          token: [5] strides [1] offset 0 length 5
          grad.y: [5, 16] strides [16, 1] offset 0 length 96
          grad.table: [1000, 16] strides [16, 1] offset 0 length 16016
          for example = 0 until batch
            for t = 0 until 5
              int row_0 = token[5*example + t]
              if 0 <= row_0 < 1000
                for d = 0 until 16 step 16
                  grad.table[16*row_0 + d : 16] = (grad.table[16*row_0 + d : 16] + grad.y[d + 96*example + 16*t : 16])
        """;
    assertEquals(expected, text.substring(text.indexOf("kernel table_grad_backward_rows")));
  }

  /** A row is looked up once, not again for each window that it is in. */
  @Test
  void whatIsGatheredIsStoredBeforeItIsReduced() {
    String network =
        """
        graph g
        table: f32[90, 6] = parameter zeros()
        weight: f32[4, 6, 3] = parameter zeros()
        token: i32[batch, 9] = input
        e: f32[batch, 9, 6] = [t < 9, d < 6] table[token[t], d]
        y: f32[batch, 4, 7] = [f < 4, i < 7] sum[d < 6, u < 3] weight[f, d, u] * e[i + u, d]
        output y = y
        """;
    assertEquals(network, Passes.optimize(GraphParser.parse(network)).toString());
  }

  @Provide
  Arbitrary<Integer> windows() {
    return Arbitraries.integers().between(1, 3);
  }

  /** Central differences through look-up, convolution and a dense layer, after all passes. */
  @Property(tries = 15)
  void gradientsThroughWindowsAreTheLimitsOfDifferences(
      @ForAll("windows") int window, @ForAll("windows") int batch, @ForAll long seed) {
    int out = 5 - window + 1;
    Graph graph =
        GraphParser.parse(
            String.format(
                """
                graph g
                table: f32[7, 4] = parameter zeros()
                weight: f32[3, 4, %d] = parameter zeros()
                dense: f32[2, 3] = parameter zeros()
                token: i32[batch, 5] = input
                e: f32[batch, 5, 4] = [t < 5, d < 4] table[token[t], d]
                z: f32[batch, 3, %d] = [f < 3, i < %d] sum[d < 4, u < %d] weight[f, d, u] * e[i + u, d]
                a: f32[batch, 3, %d] = [f < 3, i < %d] tanh(z[f, i])
                y: f32[batch, 2] = [k < 2] sum[f < 3, i < %d] dense[k, f] * a[f, i]
                loss: f32[] = [] sum[batch, k < 2] y[k] * y[k]
                output loss = loss
                """,
                window, out, out, window, out, out, out));
    Random random = new Random(seed);
    Map<String, double[]> given = RandomTensors.given(graph, batch, random);
    Graph gradients =
        optimized(
            Differentiate.gradients(
                graph, Map.of(graph.outputs().get("loss"), Seed.ONE), graph.parameters()));
    LoopRun loops =
        LoopRun.run(Scheduler.schedule(gradients, ScheduleOptions.lanes(4)), batch, given, 0);
    for (Value parameter : graph.parameters()) {
      double[] values = given.get(parameter.name());
      for (int i = 0; i < values.length; i++) {
        double value = values[i];
        values[i] = value + 1e-5;
        double above = GraphInterpreter.run(graph, batch, given).output("loss")[0];
        values[i] = value - 1e-5;
        double below = GraphInterpreter.run(graph, batch, given).output("loss")[0];
        values[i] = value;
        double expected = (above - below) / 2e-5;
        String name = "grad." + parameter.name();
        assertEquals(expected, loops.output(name)[i], 1e-4 * (1 + Math.abs(expected)), name);
      }
    }
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
