package dev.cnnc.runtime.program;

/**
 * One call of a generated kernel. Its work is cut into {@code tasksPerExample · batch + fixedTasks}
 * tasks that may run on any thread in any order: each element of its result is written by exactly
 * one task, so the result does not depend on the cut.
 *
 * @param name e.g. {@code conv2d_1_forward}
 */
public record Step(String name, int kernel, Phase phase, int tasksPerExample, int fixedTasks) {
  /** How many tasks a batch of that many examples makes. */
  public int tasks(int batch) {
    return Math.addExact(Math.multiplyExact(tasksPerExample, batch), fixedTasks);
  }
}
