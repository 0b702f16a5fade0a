package dev.cnnc.compiler.bytecode;

import static dev.cnnc.compiler.bytecode.Loops.*;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.cnnc.compiler.graph.Origin;
import dev.cnnc.compiler.graph.ScalarFunction;
import dev.cnnc.compiler.loop.FloatExpression;
import dev.cnnc.compiler.loop.LoopProgram;
import dev.cnnc.compiler.loop.Statement;
import dev.cnnc.runtime.program.Backend;
import dev.cnnc.runtime.program.Kernels;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

/** Training gives the same bits whenever HotSpot gets around to compiling a kernel. */
class SameBitsTest {
  private static final List<ScalarFunction> FUNCTIONS =
      List.of(
          ScalarFunction.EXP,
          ScalarFunction.LOG,
          ScalarFunction.TANH,
          ScalarFunction.SIGMOID,
          ScalarFunction.ERF,
          ScalarFunction.RSQRT);
  private static final int ELEMENTS = 1024;

  @Test
  void interpretedCodeComputesTheBitsOfCompiledCode() throws Exception {
    String interpreted = child("-Xint");
    assertEquals(interpreted, child("-Xmixed"));
  }

  private static String child(String mode) throws Exception {
    return ChildJvm.java(
            List.of(mode, "--add-modules", "jdk.incubator.vector"),
            System.getProperty("java.class.path"),
            Checksum.class)
        .out();
  }

  /** All functions, sums of lanes and products of one block of elements a task. */
  private static LoopProgram functions(int lanes) {
    boolean vector = lanes > 1;
    List<Statement> body =
        new ArrayList<>(List.of(let("at", times(TASK, lanes)), let("x", load(0, i("at"), vector))));
    FloatExpression x = new FloatExpression.Variable("x", vector);
    for (int f = 0; f < FUNCTIONS.size(); f++) {
      body.add(store(1, plus(i("at"), i(f * ELEMENTS)), apply(FUNCTIONS.get(f), x)));
    }
    if (vector) {
      FloatExpression sum = new FloatExpression.CombineLanes(ScalarFunction.ADD, fma(x, x, x));
      body.add(store(1, plus(i("at"), i(FUNCTIONS.size() * ELEMENTS)), all(sum)));
    }
    return program(
        lanes,
        List.of(floats("in", ELEMENTS), floats("out", (FUNCTIONS.size() + 1) * ELEMENTS)),
        kernel("functions", Origin.NONE, lanes, 2, ELEMENTS / lanes, body));
  }

  /** Prints a checksum of each back end's last results, after running long enough to compile. */
  static final class Checksum {
    private Checksum() {}

    public static void main(String[] arguments) {
      boolean interpreted = System.getProperty("java.vm.info").contains("interpreted");
      for (int lanes : new int[] {Math.max(4, Backend.lanes()), 1}) {
        Kernels kernels = Generated.load(functions(lanes));
        float[] in = new float[ELEMENTS];
        float[] out = new float[(FUNCTIONS.size() + 1) * ELEMENTS];
        Random random = new Random(1);
        for (int j = 0; j < ELEMENTS; j++) {
          in[j] = (float) random.nextGaussian() * 8;
        }
        long deadline = System.nanoTime() + 1_200_000_000L;
        do {
          Generated.run(kernels, 1, 0, in, out);
        } while (!interpreted && System.nanoTime() < deadline);
        CRC32 checksum = new CRC32();
        for (float value : out) {
          checksum.update(Float.floatToIntBits(value) >>> 16);
          checksum.update(Float.floatToIntBits(value) >>> 8);
          checksum.update(Float.floatToIntBits(value));
        }
        System.out.println(lanes + " " + checksum.getValue());
      }
    }
  }
}
