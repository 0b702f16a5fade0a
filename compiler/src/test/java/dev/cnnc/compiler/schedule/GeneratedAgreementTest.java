package dev.cnnc.compiler.schedule;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cnnc.compiler.bytecode.GenerateClasses;
import dev.cnnc.compiler.bytecode.GeneratedModel;
import dev.cnnc.compiler.graph.Graph;
import dev.cnnc.compiler.graph.GraphPrinter;
import dev.cnnc.compiler.graph.Value;
import dev.cnnc.compiler.loop.LoopProgram;
import dev.cnnc.compiler.testing.RandomGraphs;
import dev.cnnc.compiler.testing.RandomTensors;
import dev.cnnc.runtime.program.Pass;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Generated classes compute what their loops say: any graph, any vector length, any schedule. */
class GeneratedAgreementTest {
  private static final long RANDOM = 42;

  @Provide
  Arbitrary<Graph> graphs() {
    return RandomGraphs.graphs(RandomGraphs.Kind.ANY);
  }

  @Provide
  Arbitrary<Integer> lanes() {
    return Arbitraries.of(1, 4, 16);
  }

  @Property(tries = 80)
  void classesComputeWhatLoopsSay(
      @ForAll("graphs") Graph graph, @ForAll("lanes") int lanes, @ForAll long seed) {
    Assume.that(!IncomparableJumps.in(graph));
    Random random = new Random(seed);
    Map<String, Schedule> schedules =
        random.nextBoolean() ? Map.of() : RandomSchedules.schedules(graph, random);
    ScheduleOptions options =
        new ScheduleOptions(lanes, Map.of(), schedules).withInterleaved(random.nextBoolean());
    LoopProgram loops = Scheduler.schedule(graph, options);
    Map<Pass, LoopProgram> programs = Map.of(Pass.INFERENCE, loops);
    GeneratedModel model =
        lanes == 1
            ? GenerateClasses.generate("test.Net", "net.cnn", Map.of(), programs)
            : GenerateClasses.generate("test.Net", "net.cnn", programs, Map.of());

    int batch = 1 + random.nextInt(random.nextBoolean() ? 5 : 40);
    Map<String, double[]> given = RandomTensors.given(graph, batch, random);
    LoopRun expected = LoopRun.run(loops, batch, given, RANDOM);
    LoopRun actual = LoopRun.run(model.load().kernels(Pass.INFERENCE), batch, given, RANDOM);
    for (Map.Entry<String, Value> output : graph.outputs().entrySet()) {
      String name = output.getKey();
      assertClose(graph, name, expected.output(name), actual.output(name));
    }
    expected
        .updates()
        .forEach((name, value) -> assertClose(graph, name, value, actual.updates().get(name)));
  }

  /** Functions differ in the last bits; where a comparison is that close, that can show more. */
  private static void assertClose(Graph graph, String name, double[] expected, double[] actual) {
    for (int i = 0; i < expected.length; i++) {
      boolean close =
          Double.compare(expected[i], actual[i]) == 0
              || Math.abs(expected[i] - actual[i]) <= 1e-3 * Math.max(1, Math.abs(expected[i]));
      assertTrue(
          close,
          String.format(
              "%s[%d] is %s, expected %s, in%n%s",
              name, i, actual[i], expected[i], GraphPrinter.print(graph)));
    }
  }
}
