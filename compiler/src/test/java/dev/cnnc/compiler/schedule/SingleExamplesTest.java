package dev.cnnc.compiler.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cnnc.compiler.bytecode.GenerateClasses;
import dev.cnnc.compiler.graph.Graph;
import dev.cnnc.compiler.graph.GraphParser;
import dev.cnnc.compiler.graph.GraphPrinter;
import dev.cnnc.compiler.graph.GraphVerifier;
import dev.cnnc.compiler.graph.Node;
import dev.cnnc.compiler.graph.Operation;
import dev.cnnc.compiler.interpret.GraphInterpreter;
import dev.cnnc.compiler.loop.Kernel;
import dev.cnnc.compiler.loop.LoopProgram;
import dev.cnnc.compiler.optimize.Passes;
import dev.cnnc.compiler.optimize.winograd.WinogradChoice;
import dev.cnnc.compiler.testing.RandomTensors;
import dev.cnnc.compiler.testing.Scripts;
import dev.cnnc.runtime.program.Kernels;
import dev.cnnc.runtime.program.Pass;
import dev.cnnc.runtime.program.Phase;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** What is compiled for single examples: weights in blocks, and tiles within an example. */
class SingleExamplesTest {
  @Provide
  Arbitrary<String> layers() {
    Arbitrary<String> windows =
        Arbitraries.of(
            "conv2d(%d, kernel = 3, padding = 1) |> relu",
            "conv2d(%d, kernel = 3, stride = 2) |> batchnorm",
            "conv2d(%d, kernel = (2, 1), dilation = 2, bias = false)",
            "conv2d(%d, kernel = 1) |> maxpool2d(2)",
            "conv2d(%d, kernel = 3, groups = 2)",
            "conv_transpose2d(%d, kernel = 3, stride = 2)",
            "flatten |> linear(%d) |> tanh",
            "conv2d(%d, kernel = 3, padding = 2) |> relu |> conv2d(17, kernel = 3) |> relu");
    return Combinators.combine(windows, Arbitraries.of(32, 48, 64, 20, 16))
        .as((layer, filters) -> layer.formatted(filters));
  }

  @Provide
  Arbitrary<Integer> lanes() {
    return Arbitraries.of(1, 4, 8, 16);
  }

  private static Graph graph(String shape, String layers) {
    String script = "model M {\n  input x: f32%s\n  output y = x |> %s\n}\n";
    return Scripts.graph(script.formatted(shape, layers), "M", false);
  }

  private static Graph optimized(Graph graph) {
    return Passes.optimize(
        graph,
        WinogradChoice.AUTO,
        true,
        (pass, after) -> GraphVerifier.verified(after, pass.name()));
  }

  /** Then it is still there for the other reader. */
  @Test
  void aWeightThatIsReadTwiceStays() {
    Graph graph =
        GraphParser.parse(
            """
            graph twice
            x: f32[batch, 20] = input
            a: f32[32, 5] = parameter zeros()
            b: f32[5, 20] = parameter zeros()
            w: f32[32, 20] = [k < 32, c < 20] sum[d < 5] a[k, d] * b[d, c]
            y: f32[batch, 32] = [k < 32] sum[c < 20] w[k, c] * (x[c] - w[0, c])
            output y = y
            """);
    assertEquals(GraphPrinter.print(graph), GraphPrinter.print(optimized(graph)));
  }

  @Property(tries = 60)
  void theLayersComputeTheSame(
      @ForAll("layers") String layers, @ForAll("lanes") int lanes, @ForAll long seed) {
    Random random = new Random(seed);
    int channels = 2 * (1 + random.nextInt(2) * 8);
    String shape = "[%d, %d, %d]".formatted(channels, 4 + random.nextInt(5), 4 + random.nextInt(5));
    Graph graph = graph(shape, layers);
    Graph optimized = optimized(graph);
    int batch = 1 + random.nextInt(3);
    Map<String, double[]> given = RandomTensors.given(graph, batch, random);
    given.forEach(
        (name, values) -> {
          for (int i = 0; i < values.length && name.endsWith("running_var"); i++) {
            values[i] = 1 + Math.abs(values[i]);
          }
        });
    double[] expected = GraphInterpreter.run(graph, batch, given, 7).output("y");
    double[] exact = GraphInterpreter.run(optimized, batch, given, 7).output("y");
    assertClose(optimized, expected, exact, 1e-10);
    Map<String, Schedule> schedules =
        random.nextBoolean() ? Map.of() : RandomSchedules.schedules(optimized, random);
    LoopProgram loops =
        Scheduler.schedule(
            optimized, new ScheduleOptions(lanes, Map.of(), schedules).withSingleExamples());
    assertClose(optimized, expected, LoopRun.run(loops, batch, given, 7).output("y"), 1e-3);
    LoopRun compiled = LoopRun.run(compiled(loops, lanes), batch, given, 7);
    assertClose(optimized, expected, compiled.output("y"), 1e-3);
  }

  /** Where one step is a single task, what it writes moves between the caches of two processors. */
  @Test
  void transformsAreSharedAsTheProductsAre() {
    Graph graph = optimized(graph("[16, 32, 32]", "conv2d(16, kernel = 3, padding = 1) |> relu"));
    LoopProgram loops =
        Scheduler.schedule(graph, new ScheduleOptions(16, Map.of(), Map.of()).withSingleExamples());
    List<Kernel> kernels =
        loops.kernels().stream().filter(kernel -> kernel.phase() == Phase.FORWARD).toList();
    assertEquals(3, kernels.size());
    kernels.forEach(kernel -> assertTrue(kernel.tasksPerExample() >= 4, kernel.name()));
  }

  private static Kernels compiled(LoopProgram loops, int lanes) {
    Map<Pass, LoopProgram> programs = Map.of(Pass.INFERENCE, loops);
    return GenerateClasses.generate(
            "test.Net",
            "net.cnn",
            lanes == 1 ? Map.of() : programs,
            lanes == 1 ? programs : Map.of())
        .load()
        .kernels(Pass.INFERENCE);
  }

  private static void assertClose(
      Graph graph, double[] expected, double[] actual, double tolerance) {
    double largest = 1;
    for (double e : expected) {
      largest = Math.max(largest, Math.abs(e));
    }
    assertEquals(expected.length, actual.length);
    for (int i = 0; i < expected.length; i++) {
      assertTrue(
          Math.abs(expected[i] - actual[i]) <= tolerance * largest,
          "y[%d] is %s, expected %s, in%n%s"
              .formatted(i, actual[i], expected[i], GraphPrinter.print(graph)));
    }
  }

  @Test
  void weightsOfManyFiltersAreBlocked() {
    assertEquals(1, named(optimized(graph("[3, 9, 9]", "conv2d(32, kernel = 5)")), ".blocked"));
    assertEquals(1, named(optimized(graph("[30]", "linear(48)")), ".blocked"));
    // Not a whole number of blocks, one block, and one weight for each result.
    assertEquals(0, named(optimized(graph("[3, 9, 9]", "conv2d(40, kernel = 5)")), ".blocked"));
    assertEquals(0, named(optimized(graph("[3, 9, 9]", "conv2d(16, kernel = 5)")), ".blocked"));
    Graph depthwise = optimized(graph("[32, 9, 9]", "conv2d(32, kernel = 3, groups = 32)"));
    assertEquals(0, named(depthwise, ".blocked"));
  }

  /** Transformed filters are computed in blocks at once. */
  @Test
  void transformedFiltersAreBlockedWithoutACopy() {
    Graph graph = optimized(graph("[16, 8, 8]", "conv2d(32, kernel = 3, padding = 1)"));
    assertEquals(1, named(graph, ".filter.blocked"), GraphPrinter.print(graph));
    assertEquals(0, named(graph, ".filter"), GraphPrinter.print(graph));
  }

  @Test
  void tilesWhereTheyPayForOneExample() {
    assertEquals(1, named(optimized(graph("[16, 8, 8]", CONVOLUTION.formatted(16))), ".product"));
    assertEquals(1, named(optimized(graph("[64, 4, 4]", CONVOLUTION.formatted(64))), ".product"));
    assertEquals(0, named(optimized(graph("[15, 8, 8]", CONVOLUTION.formatted(16))), ".product"));
    assertEquals(0, named(optimized(graph("[64, 2, 2]", CONVOLUTION.formatted(64))), ".product"));
  }

  private static final String CONVOLUTION = "conv2d(%d, kernel = 3, padding = 1)";

  private static long named(Graph graph, String end) {
    return graph.nodes(Operation.Comprehension.class).stream()
        .map(Node::result)
        .filter(value -> value.name().endsWith(end))
        .count();
  }

  /** What is transformed in tiles keeps its channels innermost, however many tiles there are. */
  @Test
  void vectorsRunAlongChannelsOfTiles() {
    Graph graph = optimized(graph("[16, 32, 32]", CONVOLUTION.formatted(32)));
    LoopProgram loops = Scheduler.schedule(graph, ScheduleOptions.lanes(16).withSingleExamples());
    loops.program().buffers().stream()
        .filter(buffer -> buffer.name().matches(".*y\\.(input|product)"))
        .forEach(
            buffer ->
                assertEquals(1, buffer.layout().strides().get(2), buffer.name() + buffer.layout()));
    assertFalse(loops.program().buffers().stream().anyMatch(b -> b.name().contains(".packed")));
  }
}
