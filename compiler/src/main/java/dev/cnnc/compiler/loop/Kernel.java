package dev.cnnc.compiler.loop;

import dev.cnnc.compiler.graph.Node;
import dev.cnnc.compiler.graph.Origin;
import dev.cnnc.runtime.program.Phase;
import dev.cnnc.runtime.program.Step;
import java.util.List;
import java.util.Set;

/**
 * The loops of one kernel, before they become a method.
 *
 * @param name a Java identifier that tells the layer and the pass: {@code conv2d_1_forward}
 * @param formula what it computes, for people
 * @param notes what people should know besides
 * @param buffers the numbers of the buffers it reads and writes: first those that the code uses, by
 *     the code's numbers for them
 * @param tasksPerExample how many tasks there are for each block of {@code examplesPerTask}
 *     examples
 * @param fixedTasks how many tasks there are besides; one of the two is zero
 * @param rows the buffer of the list of rows that are the kernel's examples, or {@link Step#BATCH}
 */
public record Kernel(
    String name,
    Origin origin,
    Phase phase,
    List<Node> formula,
    List<String> notes,
    KernelCode code,
    List<Integer> buffers,
    int tasksPerExample,
    int fixedTasks,
    int examplesPerTask,
    int rows) {
  public Kernel {
    formula = List.copyOf(formula);
    notes = List.copyOf(notes);
    buffers = List.copyOf(buffers);
    if (code.arrays() > buffers.size() || Set.copyOf(buffers).size() < buffers.size()) {
      throw new IllegalArgumentException(
          name + ": code over " + code.arrays() + " arrays, with the buffers " + buffers);
    }
    boolean oneKind =
        tasksPerExample == 0 ? fixedTasks > 0 : tasksPerExample > 0 && fixedTasks == 0;
    if (!oneKind || examplesPerTask < 1) {
      throw new IllegalArgumentException(
          "%s: %d tasks, and %d for each %d examples"
              .formatted(name, fixedTasks, tasksPerExample, examplesPerTask));
    }
  }

  /**
   * A kernel with so many tasks in all.
   *
   * @param body over {@code buffers} by their numbers
   */
  public static Kernel of(
      String name,
      Origin origin,
      Phase phase,
      int lanes,
      Set<Integer> buffers,
      int tasks,
      List<Statement> body) {
    KernelCode.Numbered numbered = KernelCode.of(lanes, body);
    return new Kernel(
        name,
        origin,
        phase,
        List.of(),
        List.of(),
        numbered.code(),
        numbered.arraysAnd(buffers),
        0,
        tasks,
        1,
        Step.BATCH);
  }

  /** How many numbers a vector has; 1 for scalar code. */
  public int lanes() {
    return code.lanes();
  }

  /** What is run for each task, over the arrays of {@link #used} by their places in it. */
  public List<Statement> body() {
    return code.body();
  }

  /** The buffers that the code uses, by the code's numbers for them. */
  public List<Integer> used() {
    return buffers.subList(0, code.arrays());
  }
}
