package dev.cnnc.compiler.loop;

import dev.cnnc.compiler.graph.Origin;
import dev.cnnc.runtime.program.Phase;
import dev.cnnc.runtime.program.Step;
import java.util.List;

/**
 * The loops of one kernel, before they become a method. The body is run for each task: {@link
 * IntExpression.Variable#TASK} holds its number.
 *
 * @param name a Java identifier that tells the layer and the pass: {@code conv2d_1_forward}
 * @param formula the comprehension it computes, for people
 * @param lanes how many numbers a vector has; 1 for scalar code
 * @param buffers the numbers of the buffers it reads and writes
 * @param tasksPerExample how many tasks there are for each block of {@code examplesPerTask}
 *     examples
 * @param fixedTasks how many tasks there are besides; one of the two is zero
 * @param rows the buffer of the list of rows that are the kernel's examples, or {@link Step#BATCH}
 */
public record Kernel(
    String name,
    Origin origin,
    Phase phase,
    List<String> formula,
    int lanes,
    List<Integer> buffers,
    int tasksPerExample,
    int fixedTasks,
    int examplesPerTask,
    int rows,
    List<Statement> body) {
  public Kernel {
    formula = List.copyOf(formula);
    buffers = List.copyOf(buffers);
    body = List.copyOf(body);
  }

  /** A kernel whose tasks belong to one example each. */
  public Kernel(
      String name,
      Origin origin,
      Phase phase,
      List<String> formula,
      int lanes,
      List<Integer> buffers,
      int tasksPerExample,
      int fixedTasks,
      List<Statement> body) {
    this(
        name,
        origin,
        phase,
        formula,
        lanes,
        buffers,
        tasksPerExample,
        fixedTasks,
        1,
        Step.BATCH,
        body);
  }
}
