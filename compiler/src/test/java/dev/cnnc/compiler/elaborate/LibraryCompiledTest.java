package dev.cnnc.compiler.elaborate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.cnnc.compiler.autodiff.Differentiate;
import dev.cnnc.compiler.autodiff.Seed;
import dev.cnnc.compiler.bytecode.GenerateClasses;
import dev.cnnc.compiler.bytecode.GeneratedModel;
import dev.cnnc.compiler.graph.ElementType;
import dev.cnnc.compiler.graph.Graph;
import dev.cnnc.compiler.graph.GraphVerifier;
import dev.cnnc.compiler.graph.Node;
import dev.cnnc.compiler.graph.Operation;
import dev.cnnc.compiler.graph.Shape;
import dev.cnnc.compiler.graph.Value;
import dev.cnnc.compiler.interpret.Evaluation;
import dev.cnnc.compiler.interpret.GraphInterpreter;
import dev.cnnc.compiler.loop.LoopProgram;
import dev.cnnc.compiler.optimize.Passes;
import dev.cnnc.compiler.schedule.ScheduleOptions;
import dev.cnnc.compiler.schedule.Scheduler;
import dev.cnnc.runtime.execute.Execution;
import dev.cnnc.runtime.execute.Variables;
import dev.cnnc.runtime.parallel.Team;
import dev.cnnc.runtime.program.Kernels;
import dev.cnnc.runtime.program.Pass;
import dev.cnnc.runtime.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every layer of the library, forward and backward, through all stages: generated classes compute
 * what the interpreter of graphs does.
 */
class LibraryCompiledTest {
  private static final int BATCH = 3;
  private static final long RANDOM = 17;

  static Stream<LibraryGradientsTest.Call> calls() {
    return LibraryGradientsTest.calls();
  }

  @ParameterizedTest
  @MethodSource("calls")
  void classesComputeWhatTheGraphSays(LibraryGradientsTest.Call call) {
    LayerRun run =
        new LayerRun(call.layer(), BATCH, call.training(), 29, call.shapes(), call.arguments());
    Map<String, double[]> given = new HashMap<>(run.given());
    if (call.layer().equals("batchnorm")) {
      given.put("running_var", new double[] {0.5, 2});
    }
    List<Value> wanted = new ArrayList<>(run.graph().parameters());
    run.graph().inputs().stream()
        .filter(input -> input.type() == ElementType.F32)
        .forEach(wanted::add);
    Graph graph = Differentiate.gradients(run.graph(), Map.of(run.result(), Seed.INCOMING), wanted);
    String seed = "grad." + run.graph().outputs().keySet().iterator().next();
    given.put(seed, new Random(5).doubles(run.output().length, -1, 1).toArray());
    Evaluation expected = GraphInterpreter.run(graph, BATCH, given, RANDOM);
    Graph optimized =
        Passes.optimize(graph, (pass, after) -> GraphVerifier.verified(after, pass.name()));
    for (int lanes : new int[] {1, 16}) {
      compare(optimized, BATCH, lanes, given, expected);
    }
  }

  /** Runs a graph's generated classes, and compares all outputs. */
  static void compare(
      Graph graph, int batch, int lanes, Map<String, double[]> given, Evaluation expected) {
    LoopProgram loops = Scheduler.schedule(graph, ScheduleOptions.lanes(lanes));
    Map<Pass, LoopProgram> programs = Map.of(Pass.GRADIENTS, loops);
    GeneratedModel model =
        lanes == 1
            ? GenerateClasses.generate("test.Net", "net.cnn", Map.of(), programs)
            : GenerateClasses.generate("test.Net", "net.cnn", programs, Map.of());
    Kernels kernels = model.load().kernels(Pass.GRADIENTS);
    Variables variables = new Variables(List.of(kernels.program()));
    try (Team team = new Team(1)) {
      Execution execution = new Execution(kernels, variables, team);
      execution.begin(batch);
      for (Node node : graph.nodes()) {
        Value value = node.result();
        if (node.operation() instanceof Operation.Input) {
          execution.write(value.name(), tensor(value, batch, given.get(value.name())));
        } else if (node.operation() instanceof Operation.Parameter
            || node.operation() instanceof Operation.State) {
          variables.get(value.name()).set(tensor(value, batch, given.get(value.name())));
        }
      }
      execution.run(RANDOM);
      assertFalse(kernels.program().outputs().isEmpty());
      for (String output : kernels.program().outputs().keySet()) {
        assertClose(output, expected.output(output), execution.read(output).floats());
      }
      variables.all().stream()
          .filter(variable -> variable.name().startsWith("grad."))
          .forEach(
              variable ->
                  assertClose(
                      variable.name(),
                      expected.output(variable.name()),
                      variable.value().floats()));
    }
  }

  private static Tensor tensor(Value value, int batch, double[] elements) {
    Shape shape = value.shape();
    int[] extents =
        IntStream.concat(
                value.batched() ? IntStream.of(batch) : IntStream.empty(),
                shape.extents().stream().mapToInt(Integer::intValue))
            .toArray();
    if (value.type() == ElementType.I32) {
      int[] numbers = new int[elements.length];
      for (int i = 0; i < numbers.length; i++) {
        numbers[i] = (int) elements[i];
      }
      return Tensor.ofIntegers(numbers, extents);
    }
    float[] numbers = new float[elements.length];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = (float) elements[i];
    }
    return Tensor.of(numbers, extents);
  }

  private static void assertClose(String name, double[] expected, float[] actual) {
    assertEquals(expected.length, actual.length, name);
    for (int i = 0; i < actual.length; i++) {
      double allowed = 2e-4 * Math.max(1, Math.abs(expected[i]));
      assertEquals(expected[i], actual[i], allowed, name + ", " + i);
    }
  }
}
