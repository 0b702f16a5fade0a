package dev.cnnc.runtime.program;

/**
 * One call of a generated kernel. Its work is cut into {@code tasksPerExample} tasks for each block
 * of {@code examplesPerTask} examples (the last block may have fewer), and {@code fixedTasks}
 * besides. Tasks may run on any thread in any order: each element of the result is written by
 * exactly one task, so the result does not depend on the cut.
 *
 * @param name e.g. {@code conv2d_1_forward}
 * @param rows the buffer of the {@link RowList} whose rows are the step's examples; {@link #BATCH}
 *     if those of the batch are
 * @param grain how many tasks take about a microsecond, which is worth another thread; at least 1
 */
public record Step(
    String name,
    int kernel,
    Phase phase,
    int tasksPerExample,
    int fixedTasks,
    int examplesPerTask,
    int rows,
    int grain) {
  /** Stands for the examples of the batch. */
  public static final int BATCH = -1;

  public Step {
    if (examplesPerTask < 1) {
      throw new IllegalArgumentException(name + ": tasks of " + examplesPerTask + " examples");
    }
    if (grain < 1) {
      throw new IllegalArgumentException(name + ": a grain of " + grain + " tasks");
    }
  }

  /** A step whose tasks belong to one example each, and are each worth another thread. */
  public Step(String name, int kernel, Phase phase, int tasksPerExample, int fixedTasks) {
    this(name, kernel, phase, tasksPerExample, fixedTasks, 1, BATCH, 1);
  }

  /** How many tasks that many examples make, at least one. */
  public int tasks(int examples) {
    int blocks = (examples - 1) / examplesPerTask + 1;
    return Math.addExact(Math.multiplyExact(tasksPerExample, blocks), fixedTasks);
  }
}
