package dev.cnnc.runtime.execute;

import dev.cnnc.runtime.program.Buffer;
import dev.cnnc.runtime.program.Program;
import dev.cnnc.runtime.tensor.Tensor;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Runs a batch in parts, for programs whose examples do not depend on each other. All steps of a
 * part run before the next part: what a step computes is still in a cache when the next one reads
 * it, and arrays need room for a part only.
 */
public final class BatchParts {
  /** In bytes; a part's arrays should fit a common third-level cache, beside the weights. */
  private static final long CACHE = 6 << 20;

  /** Steps are cut into about so many tasks for each group of interleaved examples. */
  private static final int TASKS_PER_GROUP = 4;

  private BatchParts() {}

  /**
   * Whether a program for batches suits that many examples: it fills vectors with them, and wastes
   * what the last ones leave empty.
   */
  public static boolean suits(Program batches, int examples) {
    return examples > 1 && 4L * examples >= 3L * batches.room(examples);
  }

  /**
   * How many examples are run at once: whole groups of interleaved ones, but for the last part.
   *
   * @param examples of the batch
   * @param threads that share the work of a step
   */
  public static int size(Program program, int examples, int threads) {
    int group = program.room(1);
    int groups = program.room(examples) / group;
    long fitting = Math.max(1, CACHE / bytes(program, group));
    int tasks = group == 1 ? 1 : TASKS_PER_GROUP; // a step may be one task for a single example
    long atOnce = Math.max(fitting, (threads - 1) / tasks + 1);
    long parts = (groups - 1) / Math.min(atOnce, groups) + 1;
    return (int) Math.min(examples, ((groups - 1) / parts + 1) * group);
  }

  /** What the arrays of that many examples take, beside what a network's programs share. */
  private static long bytes(Program program, int examples) {
    Map<Integer, Long> arrays = new HashMap<>();
    for (int number = 0; number < program.buffers().size(); number++) {
      Buffer buffer = program.buffers().get(number);
      if (buffer.batched()) {
        long elements = Allocation.elements(buffer, examples);
        arrays.merge(program.arrays().get(number), elements, Math::max);
      }
    }
    long elements = arrays.values().stream().mapToLong(Long::longValue).sum();
    return Math.max(1, Allocation.BYTES_PER_ELEMENT * elements);
  }

  /**
   * All outputs by name.
   *
   * @param inputs by name, of the whole batch
   * @param examples how many the batch has
   * @param size of a part
   */
  public static Map<String, Tensor> run(
      Execution execution, Map<String, Tensor> inputs, int examples, int size) {
    Map<String, Tensor> outputs = new LinkedHashMap<>();
    for (String name : execution.program().outputs().keySet()) {
      outputs.put(name, execution.output(name, examples));
    }
    int next = 0;
    do { // once at least: a batch without examples is refused where it begins
      int first = next;
      execution.begin(Math.min(size, examples - first));
      inputs.forEach((name, value) -> execution.write(name, value, first, examples));
      execution.run(0);
      outputs.forEach((name, target) -> execution.read(name, target, first));
      next += size;
    } while (next < examples);
    return outputs;
  }
}
