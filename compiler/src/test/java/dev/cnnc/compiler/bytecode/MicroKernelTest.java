package dev.cnnc.compiler.bytecode;

import static dev.cnnc.compiler.bytecode.Loops.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.cnnc.compiler.graph.Origin;
import dev.cnnc.compiler.graph.ScalarFunction;
import dev.cnnc.compiler.loop.IntExpression;
import dev.cnnc.compiler.loop.LoopProgram;
import dev.cnnc.compiler.loop.Statement;
import dev.cnnc.runtime.program.Backend;
import dev.cnnc.runtime.program.Kernels;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;

/**
 * A matrix product as the schedule would write it: output channels as lanes, a tile of pixels by
 * vectors in registers, one inner loop that counts down.
 */
class MicroKernelTest {
  private static final int DEPTH = 32;
  private static final int PIXELS = 4;
  private static final int TASKS = 64;

  /** {@code y[task·4 + p, l] = Σ_k x[task·4 + p, k]·w[k, l]} */
  private static LoopProgram matrixProduct(int lanes) {
    List<Statement> body =
        new ArrayList<>(List.of(let("x_at", times(TASK, PIXELS * DEPTH)), let("w_at", i(0))));
    List<Statement> turn = new ArrayList<>(List.of(let("w", load(1, i("w_at"), true))));
    for (int p = 0; p < PIXELS; p++) {
      body.add(let("sum_" + p, all(f(0))));
      turn.add(let("x_" + p, all(load(0, plus(i("x_at"), i(p * DEPTH)), false))));
      turn.add(set("sum_" + p, fma(vector("x_" + p), vector("w"), vector("sum_" + p))));
    }
    turn.add(set("x_at", plus(i("x_at"), i(1))));
    turn.add(set("w_at", plus(i("w_at"), i(lanes))));
    body.add(repeat(DEPTH, turn.toArray(Statement[]::new)));
    for (int p = 0; p < PIXELS; p++) {
      IntExpression position = plus(times(TASK, PIXELS * lanes), i(p * lanes));
      body.add(store(2, position, vector("sum_" + p)));
    }
    return program(
        lanes,
        List.of(
            floats("x", TASKS * PIXELS * DEPTH),
            floats("w", DEPTH * lanes),
            floats("y", TASKS * PIXELS * lanes)),
        kernel("dense_forward", Origin.NONE, lanes, 3, TASKS, body));
  }

  /** {@code y[l] += 1} for all vectors, in a nest of three loops of {@code turns} turns each. */
  private static LoopProgram addOne(int lanes, int... turns) {
    IntExpression at = times(plus(times(i("a"), 1000), times(i("b"), 10), i("c")), lanes);
    Statement body = store(0, at, apply(ScalarFunction.ADD, load(0, at, true), all(f(1))));
    body = loop("c", turns[2], body);
    body = loop("b", turns[1], body);
    body = loop("a", turns[0], body);
    return program(
        lanes,
        List.of(floats("y", lanes * 1000 * turns[0])),
        kernel("add_forward", Origin.NONE, lanes, 1, 1, List.of(body)));
  }

  /** Loops that call micro-kernels hold no vectors: they may stay in the interpreter for long. */
  @Test
  void vectorsAreApartFromTheLoopsAroundThem() {
    for (LoopProgram program : List.of(addOne(16, 9, 100, 10), addOne(16, 300, 3, 2))) {
      List<String> calling = new ArrayList<>();
      List<String> vectors = new ArrayList<>();
      for (byte[] bytes : Generated.generate(program).classes().values()) {
        ClassNode file = new ClassNode();
        new ClassReader(bytes).accept(file, 0);
        for (MethodNode method : file.methods) {
          for (AbstractInsnNode instruction : method.instructions) {
            if (instruction instanceof MethodInsnNode call) {
              if (call.name.startsWith("add_forward$")) {
                calling.add(method.name + method.desc);
              } else if (call.owner.endsWith("FloatVector")) {
                vectors.add(method.name + method.desc);
              }
            }
          }
        }
      }
      assertEquals(1, calling.size());
      assertFalse(vectors.isEmpty());
      assertFalse(vectors.contains(calling.get(0)));
    }
  }

  @Test
  void anyNestOfLoopsReachesEveryElement() {
    for (int[] turns : new int[][] {{9, 100, 10}, {3, 3, 2}, {300, 3, 2}, {1, 1, 1}, {1, 2, 10}}) {
      for (int lanes : new int[] {4, 8, 16}) {
        float[] y = new float[lanes * 1000 * turns[0]];
        Generated.run(addOne(lanes, turns), 1, 0, y);
        for (int j = 0; j < y.length; j++) {
          int element = j / lanes % 1000;
          boolean reached = element / 10 < turns[1] && element % 10 < turns[2];
          assertEquals(reached ? 1 : 0, y[j]);
        }
      }
    }
  }

  private static float[] random(int length) {
    Random random = new Random(length);
    float[] values = new float[length];
    for (int j = 0; j < length; j++) {
      values[j] = (float) random.nextGaussian();
    }
    return values;
  }

  @Test
  void computesTheMatrixProduct() {
    for (int lanes : new int[] {4, 8, 16}) {
      float[] x = random(TASKS * PIXELS * DEPTH);
      float[] w = random(DEPTH * lanes);
      float[] y = new float[TASKS * PIXELS * lanes];
      Generated.run(matrixProduct(lanes), 1, 0, x, w, y);
      for (int row = 0; row < TASKS * PIXELS; row++) {
        for (int l = 0; l < lanes; l++) {
          double sum = 0;
          for (int k = 0; k < DEPTH; k++) {
            sum += (double) x[row * DEPTH + k] * w[k * lanes + l];
          }
          assertEquals(sum, y[row * lanes + l], 2e-5);
        }
      }
    }
  }

  /**
   * In a JVM of its own, where vectors of one length are used: the module's methods, which kernels
   * share, learn which vectors there are.
   */
  @Test
  void allocatesNothingOnceCompiled() throws Exception {
    ChildJvm.Run run =
        ChildJvm.java(
            List.of("--add-modules", "jdk.incubator.vector"),
            System.getProperty("java.class.path"),
            AllocationMeter.class);
    // Asking for the number may itself allocate a little.
    long bytes = Long.parseLong(run.out().strip());
    assertTrue(bytes < 200, bytes + " bytes in 20 calls");
  }

  /** Prints how many bytes 20 calls of the kernel allocate when it has been compiled. */
  static final class AllocationMeter {
    private AllocationMeter() {}

    public static void main(String[] arguments) {
      int lanes = Math.max(4, Backend.lanes());
      Kernels kernels = Generated.load(matrixProduct(lanes));
      float[][] arrays = {
        random(TASKS * PIXELS * DEPTH), random(DEPTH * lanes), new float[TASKS * PIXELS * lanes]
      };
      int[][] none = new int[3][];
      ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
      long least = Long.MAX_VALUE;
      // Compilation happens in the background: until it is done, calls allocate.
      long deadline = System.nanoTime() + 20_000_000_000L;
      while (least >= 200 && System.nanoTime() < deadline) {
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int call = 0; call < 20; call++) {
          kernels.run(0, arrays, none, 1, 0, 0, TASKS);
        }
        least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
      }
      System.out.println(least);
    }
  }
}
