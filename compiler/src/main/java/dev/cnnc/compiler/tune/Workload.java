package dev.cnnc.compiler.tune;

import dev.cnnc.compiler.loop.LoopProgram;
import dev.cnnc.runtime.program.Phase;
import dev.cnnc.runtime.program.Step;
import java.util.Collections;
import java.util.List;

/**
 * What kernels are measured with.
 *
 * @param batches how many examples there are, by turns: once the largest batch, and each smaller
 *     one as often as comes to about as many examples
 * @param fixed whether parameters stay as they are, so that what follows from them alone takes no
 *     time
 */
public record Workload(List<Integer> batches, boolean fixed) {
  public Workload {
    batches = List.copyOf(batches);
  }

  int largest() {
    return Collections.max(batches);
  }

  /** The steps of a program that take time. */
  List<Step> steps(LoopProgram loops) {
    return loops.program().steps().stream()
        .filter(step -> !fixed || step.phase() != Phase.PREPARE)
        .toList();
  }

  /** How many tasks there are to share among threads, of the step that has the fewest. */
  int tasks(LoopProgram loops) {
    return steps(loops).stream().mapToInt(step -> step.tasks(largest())).min().orElse(0);
  }
}
