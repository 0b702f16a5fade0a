package dev.cnnc.compiler.testing;

import dev.cnnc.compiler.bytecode.GenerateClasses;
import dev.cnnc.compiler.bytecode.GeneratedModel;
import dev.cnnc.compiler.graph.ElementType;
import dev.cnnc.compiler.graph.Graph;
import dev.cnnc.compiler.graph.Node;
import dev.cnnc.compiler.graph.Operation;
import dev.cnnc.compiler.graph.Shape;
import dev.cnnc.compiler.graph.Value;
import dev.cnnc.compiler.loop.LoopProgram;
import dev.cnnc.compiler.schedule.ScheduleOptions;
import dev.cnnc.compiler.schedule.Scheduler;
import dev.cnnc.runtime.execute.Execution;
import dev.cnnc.runtime.execute.Variables;
import dev.cnnc.runtime.parallel.Team;
import dev.cnnc.runtime.program.Kernels;
import dev.cnnc.runtime.program.Pass;
import dev.cnnc.runtime.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** A graph's generated classes, run once. */
public final class GeneratedRun {
  private GeneratedRun() {}

  /**
   * What the classes compute, row-major: outputs, and gradients of parameters as {@code
   * grad.<parameter>}.
   *
   * @param lanes of the vectors; 1 for scalar code
   * @param given inputs, parameters and states by name
   */
  public static Map<String, float[]> run(
      Graph graph, int batch, int lanes, Map<String, double[]> given, long random) {
    LoopProgram loops = Scheduler.schedule(graph, ScheduleOptions.lanes(lanes));
    Map<Pass, LoopProgram> programs = Map.of(Pass.GRADIENTS, loops);
    GeneratedModel model =
        lanes == 1
            ? GenerateClasses.generate("test.Net", "net.cnn", Map.of(), programs)
            : GenerateClasses.generate("test.Net", "net.cnn", programs, Map.of());
    Kernels kernels = model.load().kernels(Pass.GRADIENTS);
    Variables variables = new Variables(List.of(kernels.program()));
    Map<String, float[]> results = new LinkedHashMap<>();
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
      execution.run(random);
      for (String output : kernels.program().outputs().keySet()) {
        results.put(output, execution.read(output).floats());
      }
      variables.all().stream()
          .filter(variable -> variable.name().startsWith("grad."))
          .forEach(variable -> results.put(variable.name(), variable.value().floats()));
    }
    return results;
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
}
