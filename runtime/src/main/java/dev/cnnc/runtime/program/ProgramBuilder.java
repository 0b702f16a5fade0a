package dev.cnnc.runtime.program;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Builds a {@link Program} from primitive values and strings: what generated code can hold. */
public final class ProgramBuilder {
  private final String name;
  private final List<Buffer> buffers = new ArrayList<>();
  private final List<Integer> arrays = new ArrayList<>();
  private final List<Step> steps = new ArrayList<>();
  private final Map<String, Integer> outputs = new LinkedHashMap<>();
  private final List<Update> updates = new ArrayList<>();

  public ProgramBuilder(String name) {
    this.name = name;
  }

  /** Adds a buffer with an array of its own; its number is how many there were before. */
  public ProgramBuilder buffer(
      String bufferName,
      Role role,
      boolean integers,
      boolean batched,
      int[] shape,
      int[] strides,
      int offset,
      int length,
      int interleaved) {
    Layout layout = new Layout(list(shape), list(strides), offset, length, interleaved);
    buffers.add(new Buffer(bufferName, role, integers, batched, layout, Optional.empty()));
    arrays.add(arrays.size());
    return this;
  }

  /** Puts the last buffer into another array. */
  public ProgramBuilder array(int number) {
    arrays.set(arrays.size() - 1, number);
    return this;
  }

  /** Gives the last buffer an initializer, without arguments so far. */
  public ProgramBuilder initializer(String initializerName) {
    return initialize(new Initializer(initializerName, new TreeMap<>()));
  }

  /** Gives the last buffer's initializer an argument. */
  public ProgramBuilder argument(String argumentName, double value) {
    Initializer initializer = buffers.get(buffers.size() - 1).initializer().orElseThrow();
    TreeMap<String, Double> arguments = new TreeMap<>(initializer.arguments());
    arguments.put(argumentName, value);
    return initialize(new Initializer(initializer.name(), arguments));
  }

  private ProgramBuilder initialize(Initializer initializer) {
    Buffer last = buffers.remove(buffers.size() - 1);
    buffers.add(
        new Buffer(
            last.name(),
            last.role(),
            last.integers(),
            last.batched(),
            last.layout(),
            Optional.of(initializer)));
    return this;
  }

  public ProgramBuilder step(
      String stepName,
      int kernel,
      Phase phase,
      int tasksPerExample,
      int fixedTasks,
      int examplesPerTask,
      int rows,
      int grain) {
    steps.add(
        new Step(
            stepName, kernel, phase, tasksPerExample, fixedTasks, examplesPerTask, rows, grain));
    return this;
  }

  public ProgramBuilder output(String outputName, int buffer) {
    outputs.put(outputName, buffer);
    return this;
  }

  public ProgramBuilder update(int target, int source, int rows) {
    updates.add(new Update(target, source, rows));
    return this;
  }

  public Program build() {
    return new Program(name, buffers, arrays, steps, outputs, updates);
  }

  private static List<Integer> list(int[] values) {
    return Arrays.stream(values).boxed().toList();
  }
}
