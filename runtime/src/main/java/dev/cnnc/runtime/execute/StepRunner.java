package dev.cnnc.runtime.execute;

import dev.cnnc.runtime.parallel.Sharing;
import dev.cnnc.runtime.parallel.Tasks;
import dev.cnnc.runtime.parallel.Team;
import dev.cnnc.runtime.program.Kernels;
import dev.cnnc.runtime.program.Phase;
import dev.cnnc.runtime.program.Step;
import java.util.Arrays;
import java.util.Optional;

/** Runs steps on a team. It is the tasks of the step at hand itself, so that none is allocated. */
final class StepRunner implements Tasks {
  private final Kernels kernels;
  private final Team team;
  private final Step[] steps;
  private final float[][] floats;
  private final int[][] integers;

  /** Of what gives outputs only: passes of a training step follow one another, all shared. */
  private final Optional<Sharing> sharing;

  private boolean shared;
  private int kernel;
  private int examples;
  private long random;

  /**
   * @param floats the arrays by the number of the buffer; may change between runs
   */
  StepRunner(Kernels kernels, Team team, float[][] floats, int[][] integers) {
    this.kernels = kernels;
    this.team = team;
    this.floats = floats;
    this.integers = integers;
    steps = kernels.program().steps().toArray(Step[]::new);
    boolean trains =
        !kernels.program().updates().isEmpty()
            || Arrays.stream(steps).anyMatch(step -> step.phase() == Phase.BACKWARD);
    sharing =
        trains || team.threads() == 1 ? Optional.empty() : Optional.of(new Sharing(team.threads()));
  }

  /** All steps of one phase. */
  void run(Phase phase, int batch, long random) {
    this.random = random;
    if (phase == Phase.FORWARD && sharing.isPresent()) {
      shared = sharing.get().begin(batch);
      long start = System.nanoTime();
      run(phase, batch);
      sharing.get().end(System.nanoTime() - start);
    } else {
      shared = true;
      run(phase, batch);
    }
  }

  private void run(Phase phase, int batch) {
    team.enter();
    try {
      for (Step step : steps) {
        if (step.phase() == phase) {
          run(step, batch);
        }
      }
    } finally {
      team.leave();
    }
  }

  private void run(Step step, int batch) {
    examples = step.rows() == Step.BATCH ? batch : listed(step);
    if (examples > 0) {
      kernel = step.kernel();
      int tasks = step.tasks(examples);
      team.run(tasks, shared ? step.grain() : tasks, this);
    }
  }

  /**
   * How many rows a step works on. A sum over none of them is one over the place of the first:
   * there is a row that is zero.
   */
  private int listed(Step step) {
    int count = integers[step.rows()][0];
    return step.tasksPerExample() == 0 ? Math.max(1, count) : count;
  }

  @Override
  public void run(int from, int to) {
    kernels.run(kernel, floats, integers, examples, random, from, to);
  }
}
