package dev.cnnc.compiler.tune;

import dev.cnnc.compiler.bytecode.GenerateClasses;
import dev.cnnc.compiler.loop.Kernel;
import dev.cnnc.compiler.loop.LoopProgram;
import dev.cnnc.runtime.program.Buffer;
import dev.cnnc.runtime.program.Kernels;
import dev.cnnc.runtime.program.Pass;
import dev.cnnc.runtime.program.Program;
import dev.cnnc.runtime.program.Step;
import java.util.Map;

/**
 * The kernels of one comprehension, loaded, with arrays to work on, and the time that they take on
 * one thread.
 */
final class KernelRun {
  private static final long MILLISECOND = 1_000_000;

  /** A measurement runs for about that long, so that reading the clock does not count. */
  private static final long LEAST = 2 * MILLISECOND;

  /** If nothing got faster for so long, HotSpot is done, or is not going to be. */
  private static final long STEADY = 120 * MILLISECOND;

  /** The same for code that may just be slow. */
  private static final long SLOW = 400 * MILLISECOND;

  /** What takes more than so many times what it should is not compiled: vectors are objects. */
  private static final double COMPILED = 4;

  private final Kernels kernels;
  private final Step[] steps;
  private final float[][] floats;
  private final int[][] integers;
  private final Workload load;
  private int runs = 1;

  /**
   * @param arrays with numbers in them; shared by all ways to compute the same
   */
  KernelRun(LoopProgram loops, WorkArrays arrays, Workload load) {
    Map<Pass, LoopProgram> programs = Map.of(Pass.INFERENCE, loops);
    kernels =
        (loops.lanes() == 1
                ? GenerateClasses.generate("Tuned", "tuned", Map.of(), programs)
                : GenerateClasses.generate("Tuned", "tuned", programs, Map.of()))
            .load()
            .kernels(Pass.INFERENCE);
    this.load = load;
    Program program = loops.program();
    steps = load.steps(loops).toArray(Step[]::new);
    floats = new float[program.buffers().size()][];
    integers = new int[program.buffers().size()][];
    for (Kernel kernel : loops.kernels()) {
      for (int number : kernel.buffers()) {
        Buffer buffer = program.buffers().get(number);
        int room = buffer.batched() ? program.room(load.largest()) : 1;
        if (buffer.integers()) {
          integers[number] = arrays.integers(buffer, room);
        } else {
          floats[number] = arrays.floats(buffer, room);
        }
      }
    }
  }

  private void run() {
    for (int batch : load.batches()) {
      for (int time = 0; time < load.largest() / batch; time++) {
        for (Step step : steps) {
          kernels.run(step.kernel(), floats, integers, batch, 1, 0, step.tasks(batch));
        }
      }
    }
  }

  /** Nanoseconds that a run takes, on average over a few. */
  double time() {
    long begin = System.nanoTime();
    for (int i = 0; i < runs; i++) {
      run();
    }
    double each = (double) (System.nanoTime() - begin) / runs;
    runs = (int) Math.max(1, Math.min(100_000, LEAST / Math.max(1, each)));
    return each;
  }

  /**
   * Runs until the machine code is there: until it gets no faster.
   *
   * @param usual what another way to compute the same takes; one that is much slower may not have
   *     been compiled yet
   * @param least nanoseconds before which it does not end
   * @param most nanoseconds after which it ends anyway
   * @return the shortest time of a run
   */
  double warmUp(double usual, long least, long most) {
    long begin = System.nanoTime();
    long improved = begin;
    double best = Double.MAX_VALUE;
    while (true) {
      double time = time();
      long now = System.nanoTime();
      if (time < 0.97 * best) {
        improved = now;
      }
      best = Math.min(best, time);
      long steady = best < 1.5 * usual ? STEADY : best < COMPILED * usual ? SLOW : most;
      if (now - begin > most || (now - begin > least && now - improved > steady)) {
        return best;
      }
    }
  }
}
