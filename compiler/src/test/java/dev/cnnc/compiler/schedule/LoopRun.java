package dev.cnnc.compiler.schedule;

import dev.cnnc.compiler.loop.InterpretedKernels;
import dev.cnnc.compiler.loop.LoopProgram;
import dev.cnnc.runtime.program.Buffer;
import dev.cnnc.runtime.program.Kernels;
import dev.cnnc.runtime.program.Layout;
import dev.cnnc.runtime.program.Program;
import dev.cnnc.runtime.program.Role;
import dev.cnnc.runtime.program.Step;
import dev.cnnc.runtime.program.Update;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Runs a program's kernels one after the other, on row-major values as the interpreter has. */
final class LoopRun {
  private final Kernels kernels;
  private final Program program;
  private final int batch;
  private final float[][] floats;
  private final int[][] integers;

  private LoopRun(Kernels kernels, int batch) {
    this.kernels = kernels;
    this.program = kernels.program();
    this.batch = batch;
    this.floats = new float[program.buffers().size()][];
    this.integers = new int[program.buffers().size()][];
    for (int i = 0; i < floats.length; i++) {
      int array = program.arrays().get(i);
      Buffer buffer = program.buffers().get(array);
      int length = (int) buffer.layout().floats(buffer.batched() ? program.room(batch) : 1);
      if (buffer.integers()) {
        integers[array] = integers[array] == null ? new int[length] : integers[array];
        integers[i] = integers[array];
      } else {
        floats[array] = floats[array] == null ? new float[length] : floats[array];
        floats[i] = floats[array];
      }
    }
  }

  static LoopRun run(LoopProgram loops, int batch, Map<String, double[]> given, long random) {
    return run(new InterpretedKernels(loops), batch, given, random);
  }

  static LoopRun run(Kernels kernels, int batch, Map<String, double[]> given, long random) {
    LoopRun run = new LoopRun(kernels, batch);
    run.again(given, random);
    return run;
  }

  /**
   * Runs the program, on arrays that may have served before. Tasks run in reverse, so that a result
   * that depends on their order shows.
   */
  void again(Map<String, double[]> given, long random) {
    put(given);
    for (Step step : program.steps()) {
      for (int task = step.tasks(batch) - 1; task >= 0; task--) {
        kernels.run(step.kernel(), floats, integers, batch, random, task, task + 1);
      }
    }
  }

  private void put(Map<String, double[]> given) {
    List<Buffer> buffers = program.buffers();
    for (int i = 0; i < buffers.size(); i++) {
      Buffer buffer = buffers.get(i);
      if (buffer.role() != Role.TEMPORARY && given.containsKey(buffer.name())) {
        double[] elements = given.get(buffer.name());
        for (int e = 0; e < elements.length; e++) {
          int position = position(buffer, e);
          if (buffer.integers()) {
            integers[i][position] = (int) elements[e];
          } else {
            floats[i][position] = (float) elements[e];
          }
        }
      }
    }
  }

  /** Where an element is, by its number in row-major order over the whole batch. */
  private int position(Buffer buffer, int element) {
    Layout layout = buffer.layout();
    int position = layout.offset();
    int rest = element;
    for (int axis = layout.shape().size() - 1; axis >= 0; axis--) {
      position += rest % layout.shape().get(axis) * layout.strides().get(axis);
      rest /= layout.shape().get(axis);
    }
    return position + layout.start(rest);
  }

  private double[] elements(int number) {
    Buffer buffer = program.buffers().get(number);
    int size = buffer.layout().shape().stream().reduce(1, (a, b) -> a * b);
    double[] elements = new double[size * (buffer.batched() ? batch : 1)];
    for (int e = 0; e < elements.length; e++) {
      elements[e] = floats[number][position(buffer, e)];
    }
    return elements;
  }

  double[] output(String name) {
    return elements(program.outputs().get(name));
  }

  /** What is written, by the name of the state or parameter. */
  Map<String, double[]> updates() {
    Map<String, double[]> updates = new LinkedHashMap<>();
    for (Update update : program.updates()) {
      updates.put(program.buffers().get(update.target()).name(), elements(update.source()));
    }
    return updates;
  }
}
