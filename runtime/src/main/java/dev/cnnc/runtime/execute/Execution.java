package dev.cnnc.runtime.execute;

import dev.cnnc.runtime.parallel.Team;
import dev.cnnc.runtime.program.Buffer;
import dev.cnnc.runtime.program.Kernels;
import dev.cnnc.runtime.program.Phase;
import dev.cnnc.runtime.program.Program;
import dev.cnnc.runtime.program.Role;
import dev.cnnc.runtime.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A program with the arrays it works on. A run is
 *
 * <pre>{@code
 * execution.begin(batch);
 * execution.write("image", pixels);     // every input
 * execution.run(random);                // all steps, then the updates
 * execution.read("logits", logits);     // outputs, as long as no other run begins
 * }</pre>
 *
 * <p>Arrays are allocated by {@link #begin} and kept; they grow when a larger batch comes. Nothing
 * else allocates, except the methods that return tensors. For one thread at a time.
 */
public final class Execution {
  private static final long NEVER = -1;

  private final Program program;
  private final Variables all;
  private final Commit commit;
  private final float[][] floats;
  private final int[][] integers;
  private final Variable[] variables;
  private final LayoutCopy[] copies;
  private final Map<String, Integer> inputs = new LinkedHashMap<>();
  private final List<String> inputNames;
  private final boolean[] given;
  private final InputCopy inputCopy;
  private final StepRunner runner;
  private int capacity;
  private int batch;
  private boolean committed;

  /** The version of the variables that the prepared values follow from. */
  private long prepared = NEVER;

  /**
   * @param variables must hold the program's parameters, states and gradients
   * @param team the threads that run the steps; may serve other executions too
   */
  public Execution(Kernels kernels, Variables variables, Team team) {
    program = kernels.program();
    all = variables;
    List<Buffer> buffers = program.buffers();
    floats = new float[buffers.size()][];
    integers = new int[buffers.size()][];
    this.variables = new Variable[buffers.size()];
    copies = new LayoutCopy[buffers.size()];
    given = new boolean[buffers.size()];
    inputCopy = new InputCopy(team);
    runner = new StepRunner(kernels, team, floats, integers);
    for (int number = 0; number < buffers.size(); number++) {
      Buffer buffer = buffers.get(number);
      copies[number] = new LayoutCopy(buffer.layout());
      if (Variables.isVariable(buffer.role())) {
        this.variables[number] = variables.get(buffer.name());
        refresh(number);
      }
      if (buffer.role() == Role.INPUT) {
        inputs.put(buffer.name(), number);
      }
    }
    inputNames = List.copyOf(inputs.keySet());
    commit = new Commit(program);
  }

  public Program program() {
    return program;
  }

  /** The arrays of variables are not always the same: the commit of any program may swap them. */
  private void refresh(int number) {
    if (variables[number] != null) {
      floats[number] = variables[number].floatArray();
      integers[number] = variables[number].integerArray();
    }
  }

  private void refresh() {
    for (int number = 0; number < variables.length; number++) {
      refresh(number);
    }
  }

  /** The names of the inputs, in the program's order. */
  public List<String> inputs() {
    return inputNames;
  }

  /**
   * The buffer of an input.
   *
   * @throws IllegalArgumentException if there is no such input
   */
  public Buffer input(String name) {
    return program.buffers().get(inputNumber(name));
  }

  /**
   * The buffer of an output.
   *
   * @throws IllegalArgumentException if there is no such output
   */
  public Buffer output(String name) {
    return program.buffers().get(outputNumber(name));
  }

  /** The number of examples of the current run. */
  public int batch() {
    return batch;
  }

  /**
   * Begins a run for a batch of that many examples; inputs have to be written after it.
   *
   * @throws InsufficientMemoryException if the arrays for a batch of that size do not fit
   */
  public void begin(int examples) {
    if (examples < 1) {
      throw new IllegalArgumentException("a batch needs at least one example, found " + examples);
    }
    if (examples > capacity) {
      int room = program.room(examples);
      capacity = 0;
      Allocation.allocate(program, room, floats, integers);
      capacity = room;
    }
    batch = examples;
    Arrays.fill(given, false);
  }

  /**
   * Writes an input: row-major, the batch axis first if the input has one. The array may be longer
   * than needed.
   */
  public void write(String input, float[] values) {
    write(input, values, 0);
  }

  private void write(String input, float[] values, int first) {
    int number = begun(inputNumber(input));
    requireType(number, false);
    inputCopy.scatter(copies[number], values, first, floats[number], examples(number));
    given[number] = true;
  }

  /** As {@link #write(String, float[])}, for an input of integers. */
  public void write(String input, int[] values) {
    write(input, values, 0);
  }

  private void write(String input, int[] values, int first) {
    int number = begun(inputNumber(input));
    requireType(number, true);
    copies[number].scatter(values, first, integers[number], examples(number));
    given[number] = true;
  }

  /**
   * Writes an input.
   *
   * @throws IllegalArgumentException if the value's shape is not the batch size followed by the
   *     input's shape, or its type is another
   */
  public void write(String input, Tensor value) {
    write(input, value, 0, batch);
  }

  /**
   * Writes a part of an input; all of one that has no batch axis.
   *
   * @param value of a batch that is run in parts
   * @param first the first example of this run
   * @param examples how many examples the whole batch has
   */
  void write(String input, Tensor value, int first, int examples) {
    int number = begun(inputNumber(input));
    Buffer buffer = program.buffers().get(number);
    List<Integer> expected = shape(number, examples);
    if (!value.shape().equals(expected) || value.isIntegers() != buffer.integers()) {
      throw new IllegalArgumentException(
          "input '"
              + input
              + "' of "
              + program.name()
              + " is "
              + (buffer.integers() ? "i32" : "f32")
              + expected
              + ", found "
              + value);
    }
    int skipped = buffer.batched() ? first : 0;
    if (value.isIntegers()) {
      write(input, value.integers(), skipped);
    } else {
      write(input, value.floats(), skipped);
    }
  }

  /**
   * Runs all steps and then {@link #commit commits}.
   *
   * @param random what the random numbers of this run derive from
   */
  public void run(long random) {
    run(Phase.FORWARD, random);
    run(Phase.BACKWARD, random);
    commit();
  }

  /**
   * Runs the steps of one phase, before those of the forward phase what these find prepared; what
   * is thrown in a kernel is thrown here.
   */
  public void run(Phase phase, long random) {
    requireInputs();
    refresh();
    if (phase == Phase.FORWARD && prepared != all.version()) {
      prepared = NEVER;
      runner.run(Phase.PREPARE, batch, random);
      prepared = all.version();
    }
    runner.run(phase, batch, random);
    committed = false;
  }

  /**
   * Looks at what {@link #commit} would write into states.
   *
   * @throws StateException if it is no finite number, as the variance of a single value
   */
  public void requireFiniteStates() {
    commit.requireFiniteStates(floats, batch);
  }

  /**
   * Writes what the program's updates say into parameters and states, all at once; does nothing if
   * no step was run since it did.
   */
  public void commit() {
    if (!committed) {
      committed = true;
      refresh();
      commit.run(floats, integers, variables);
      if (!program.updates().isEmpty()) {
        all.changed();
      }
    }
  }

  /** Copies an output, row-major, batch axis first if it has one; the array may be longer. */
  public void read(String output, float[] target) {
    int number = begun(outputNumber(output));
    requireType(number, false);
    copies[number].gather(floats[number], target, examples(number));
  }

  /** A copy of an output. */
  public Tensor read(String output) {
    Tensor value = output(output, batch);
    read(output, value, 0);
    return value;
  }

  /** A tensor for an output of a batch of that many examples. */
  Tensor output(String output, int examples) {
    int number = outputNumber(output);
    int[] shape = shape(number, examples).stream().mapToInt(Integer::intValue).toArray();
    boolean integers = program.buffers().get(number).integers();
    return integers ? Tensor.zeroIntegers(shape) : Tensor.zeros(shape);
  }

  /**
   * Copies an output of a batch that is run in parts.
   *
   * @param first where the first example of this run goes
   */
  void read(String output, Tensor target, int first) {
    int number = begun(outputNumber(output));
    if (target.isIntegers()) {
      copies[number].gather(integers[number], target.integers(), first, examples(number));
    } else {
      copies[number].gather(floats[number], target.floats(), first, examples(number));
    }
  }

  /** An output that has no axes, such as a loss. */
  public float scalar(String output) {
    int number = begun(outputNumber(output));
    requireType(number, false);
    if (examples(number) * copies[number].elements() != 1) {
      throw new IllegalArgumentException(
          "output '" + output + "' of " + program.name() + " is no scalar: " + shape(number));
    }
    return floats[number][program.buffers().get(number).layout().offset()];
  }

  private int examples(int number) {
    return program.buffers().get(number).batched() ? batch : 1;
  }

  private List<Integer> shape(int number) {
    return shape(number, batch);
  }

  private List<Integer> shape(int number, int examples) {
    Buffer buffer = program.buffers().get(number);
    List<Integer> shape = new ArrayList<>(buffer.layout().shape());
    if (buffer.batched()) {
      shape.add(0, examples);
    }
    return shape;
  }

  private int inputNumber(String name) {
    Integer number = inputs.get(name);
    if (number == null) {
      throw new IllegalArgumentException(
          program.name() + " has no input '" + name + "'; its inputs are " + inputs.keySet());
    }
    return number;
  }

  private int outputNumber(String name) {
    Integer number = program.outputs().get(name);
    if (number == null) {
      throw new IllegalArgumentException(
          program.name()
              + " has no output '"
              + name
              + "'; its outputs are "
              + program.outputs().keySet());
    }
    return number;
  }

  private int begun(int number) {
    if (batch == 0) {
      throw new IllegalStateException("call begin(batch) before inputs or outputs are accessed");
    }
    refresh(number);
    return number;
  }

  private void requireType(int number, boolean isIntegers) {
    Buffer buffer = program.buffers().get(number);
    if (buffer.integers() != isIntegers) {
      throw new IllegalArgumentException(
          "'"
              + buffer.name()
              + "' of "
              + program.name()
              + " holds "
              + (buffer.integers() ? "integers" : "floats"));
    }
  }

  private void requireInputs() {
    begun(0);
    for (int number = 0; number < given.length; number++) {
      Buffer buffer = program.buffers().get(number);
      if (buffer.role() == Role.INPUT && !given[number]) {
        throw new IllegalStateException(
            "input '" + buffer.name() + "' of " + program.name() + " was not written");
      }
    }
  }
}
