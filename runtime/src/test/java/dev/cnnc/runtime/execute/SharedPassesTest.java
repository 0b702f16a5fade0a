package dev.cnnc.runtime.execute;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cnnc.runtime.parallel.Team;
import dev.cnnc.runtime.program.Buffer;
import dev.cnnc.runtime.program.Kernels;
import dev.cnnc.runtime.program.Layout;
import dev.cnnc.runtime.program.Phase;
import dev.cnnc.runtime.program.Program;
import dev.cnnc.runtime.program.Role;
import dev.cnnc.runtime.program.Step;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Passes of small steps are run by one thread where that is faster. */
class SharedPassesTest {
  private static final int ELEMENTS = 8;
  private static final long FAR_NANOS = 100_000;

  /** One step that writes its numbers, and is slow on every thread but one. */
  private static final class FarKernels implements Kernels {
    private final Thread near = Thread.currentThread();
    private volatile int far;
    private volatile boolean failing;

    @Override
    public Program program() {
      Buffer output =
          new Buffer(
              "y",
              Role.TEMPORARY,
              false,
              false,
              Layout.rowMajor(List.of(ELEMENTS)),
              Optional.empty());
      Step step = new Step("count", 0, Phase.FORWARD, 0, ELEMENTS);
      return new Program("far", List.of(output), List.of(step), Map.of("y", 0), List.of());
    }

    @Override
    public void run(
        int kernel, float[][] floats, int[][] integers, int batch, long random, int from, int to) {
      if (failing) {
        throw new IllegalStateException("as asked");
      }
      if (Thread.currentThread() != near) {
        far++;
        long start = System.nanoTime();
        while (System.nanoTime() - start < FAR_NANOS) {
          Thread.onSpinWait();
        }
      }
      for (int task = from; task < to; task++) {
        floats[0][task] = task + random;
      }
    }
  }

  @Test
  @Timeout(60)
  void threadsThatSlowAPassDownAreLeftOut() {
    FarKernels kernels = new FarKernels();
    try (Team team = new Team(2)) {
      Execution execution = new Execution(kernels, new Variables(List.of(kernels.program())), team);
      execution.begin(1);
      run(execution, 2_000);
      int before = kernels.far;
      run(execution, 2_000);
      int far = kernels.far - before;
      assertTrue(far < 200, far + " calls on another thread in 2,000 passes");
    }
  }

  /** Whoever computes it. */
  private static void run(Execution execution, int passes) {
    float[] expected = new float[ELEMENTS];
    float[] found = new float[ELEMENTS];
    for (int pass = 0; pass < passes; pass++) {
      execution.run(pass);
      for (int i = 0; i < ELEMENTS; i++) {
        expected[i] = i + pass;
      }
      execution.read("y", found);
      assertArrayEquals(expected, found);
    }
  }

  @Test
  @Timeout(60)
  void aPassThatFailsLeavesAllAsItWas() {
    FarKernels kernels = new FarKernels();
    try (Team team = new Team(2)) {
      Execution execution = new Execution(kernels, new Variables(List.of(kernels.program())), team);
      execution.begin(1);
      for (int pass = 1; pass < 300; pass++) {
        kernels.failing = true;
        assertEquals(
            "as asked",
            assertThrows(IllegalStateException.class, () -> execution.run(1)).getMessage());
        kernels.failing = false;
        run(execution, 1);
      }
    }
  }
}
