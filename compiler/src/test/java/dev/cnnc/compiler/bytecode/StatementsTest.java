package dev.cnnc.compiler.bytecode;

import static dev.cnnc.compiler.bytecode.Loops.*;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cnnc.compiler.graph.Origin;
import dev.cnnc.compiler.graph.ScalarFunction;
import dev.cnnc.compiler.loop.Condition;
import dev.cnnc.compiler.loop.FloatExpression;
import dev.cnnc.compiler.loop.IntExpression;
import dev.cnnc.compiler.loop.Kernel;
import dev.cnnc.compiler.loop.LoopInterpreter;
import dev.cnnc.compiler.loop.LoopProgram;
import dev.cnnc.compiler.loop.Statement;
import dev.cnnc.runtime.program.Buffer;
import dev.cnnc.runtime.program.Kernels;
import dev.cnnc.runtime.program.Uniform;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Each kind of statement and expression, with results computed by plain Java. */
class StatementsTest {
  private static float[] run(int lanes, int length, List<Statement> body, Object... more) {
    float[] out = new float[length];
    List<Buffer> buffers = new ArrayList<>(List.of(floats("out", length)));
    Object[] arrays = new Object[more.length + 1];
    arrays[0] = out;
    for (int b = 0; b < more.length; b++) {
      arrays[b + 1] = more[b];
      buffers.add(
          more[b] instanceof int[] whole
              ? integers("in" + b, whole.length)
              : floats("in" + b, ((float[]) more[b]).length));
    }
    Generated.run(program(lanes, buffers, kernel("k", lanes, arrays.length, body)), 3, 17, arrays);
    return out;
  }

  @Property(tries = 60)
  void loopsRunAsOftenAsTheirBoundsSay(
      @ForAll @IntRange(min = -5, max = 5) int from,
      @ForAll @IntRange(min = -5, max = 9) int to,
      @ForAll @IntRange(min = 1, max = 3) int step,
      @ForAll boolean constantBounds) {
    IntExpression offset = constantBounds ? i(0) : plus(TASK, i(0));
    float[] out =
        run(
            1,
            20,
            List.of(
                new Statement.For(
                    "j",
                    plus(i(from), offset),
                    plus(i(to), offset),
                    step,
                    List.of(
                        store(
                            0,
                            plus(i("j"), i(5)),
                            new FloatExpression.FromInt(plus(i("j"), i(100))))))));
    float[] expected = new float[20];
    for (int j = from; j < to; j += step) {
      expected[j + 5] = j + 100;
    }
    assertArrayEquals(expected, out);
  }

  @Test
  void aBoundIsEvaluatedOnce() {
    float[] out =
        run(
            1,
            10,
            List.of(
                let("n", i(3)),
                new Statement.For(
                    "j",
                    i(0),
                    i("n"),
                    1,
                    List.of(set("n", plus(i("n"), i(1))), store(0, i("j"), f(1))))));
    assertArrayEquals(new float[] {1, 1, 1, 0, 0, 0, 0, 0, 0, 0}, out);
  }

  @Test
  void repeatsRunTheirBodyAndAdvancePositions() {
    for (int times : new int[] {1, 2, 7}) {
      float[] out =
          run(
              1,
              20,
              List.of(
                  let("at", i(0)),
                  let("sum", f(0)),
                  repeat(
                      times,
                      set("sum", apply(ScalarFunction.ADD, single("sum"), f(1))),
                      store(0, i("at"), single("sum")),
                      set("at", plus(i("at"), i(2))))));
      float[] expected = new float[20];
      for (int t = 0; t < times; t++) {
        expected[2 * t] = t + 1;
      }
      assertArrayEquals(expected, out);
    }
  }

  @Test
  void repeatingExamplesCountsTheBatch() {
    float[] out =
        run(
            1,
            1,
            List.of(
                let("sum", f(0)),
                new Statement.RepeatExamples(
                    List.of(set("sum", apply(ScalarFunction.ADD, single("sum"), f(1))))),
                store(0, i(0), single("sum"))));
    assertArrayEquals(new float[] {3}, out);
  }

  @Property(tries = 60)
  void conditionsChooseABranch(
      @ForAll @IntRange(min = -12, max = 12) int value,
      @ForAll @IntRange(min = 1, max = 6) int extent,
      @ForAll @IntRange(min = 1, max = 4) int divisor) {
    IntExpression position = plus(TASK, i(value));
    Condition inRange = new Condition.InRange(position, extent);
    Condition divisible = new Condition.Divisible(position, divisor);
    float[] out =
        run(
            1,
            3,
            List.of(
                branch(inRange, 0, true),
                branch(divisible, 1, false),
                branch(new Condition.And(inRange, divisible), 2, true)));
    boolean isInRange = 0 <= value && value < extent;
    boolean isDivisible = Math.floorMod(value, divisor) == 0;
    assertArrayEquals(
        new float[] {isInRange ? 1 : 2, isDivisible ? 1 : 0, isInRange && isDivisible ? 1 : 2},
        out);
  }

  private static Statement branch(Condition condition, int position, boolean otherwise) {
    return new Statement.If(
        condition,
        List.of(store(0, i(position), f(1))),
        otherwise ? List.of(store(0, i(position), f(2))) : List.of());
  }

  @Property(tries = 100)
  void wholeNumbersAreComputedAsInJava(
      @ForAll @IntRange(min = 0, max = 1000) int a,
      @ForAll @IntRange(min = -70000, max = 70000) int b,
      @ForAll @IntRange(min = 1, max = 40) int d) {
    IntExpression x = i("x");
    float[] out =
        run(
            1,
            9,
            List.of(
                let("x", plus(TASK, i(a))),
                whole(0, new IntExpression.Quotient(x, d)),
                whole(1, new IntExpression.Remainder(plus(x, i(3)), d)),
                whole(2, new IntExpression.Minimum(x, i(b))),
                whole(3, new IntExpression.Maximum(x, i(b))),
                whole(4, times(plus(times(plus(x, i(b)), 3), i(d)), 2)),
                whole(5, plus(i(4), times(x, 0), plus(i(b), x), i(-d))),
                let("y", x),
                set("y", plus(i("y"), i(b))),
                whole(6, i("y")),
                set("y", plus(i("y"), i(-b), i("x"))),
                whole(7, i("y")),
                whole(8, new IntExpression.Load(1, new IntExpression.Remainder(x, 2)))),
            new int[] {b, d});
    float[] expected = {
      a / d,
      (a + 3) % d,
      Math.min(a, b),
      Math.max(a, b),
      6 * (a + b) + 2 * d,
      4 + b + a - d,
      a + b,
      2 * a,
      a % 2 == 0 ? b : d
    };
    assertArrayEquals(expected, out);
  }

  private static Statement whole(int position, IntExpression value) {
    return store(0, i(position), new FloatExpression.FromInt(value));
  }

  @Test
  void vectorsAreLoadedCombinedAndStored() {
    for (int lanes : new int[] {4, 8, 16}) {
      float[] in = new float[3 * lanes];
      float sum = 0;
      float product = 1;
      for (int j = 0; j < in.length; j++) {
        in[j] = (j * 7 % 13) / 8f + 0.5f;
      }
      for (int j = 1; j <= lanes; j++) {
        sum += in[j];
        product *= in[j];
      }
      FloatExpression loaded = load(1, i(1), true);
      float[] out =
          run(
              lanes,
              3 * lanes,
              List.of(
                  store(
                      0,
                      i(0),
                      fma(loaded, all(load(1, i(0), false)), new FloatExpression.LaneNumbers())),
                  store(0, i(lanes), combine(ScalarFunction.ADD, loaded)),
                  store(0, i(lanes + 1), combine(ScalarFunction.MULTIPLY, loaded)),
                  store(0, i(lanes + 2), combine(ScalarFunction.MAX, loaded)),
                  store(0, i(lanes + 3), combine(ScalarFunction.MIN, loaded))),
              in);
      for (int j = 0; j < lanes; j++) {
        assertEquals(in[j + 1] * in[0] + j, out[j], 1e-6 * (j + 1));
      }
      assertEquals(sum, out[lanes], 1e-5 * sum);
      assertEquals(product, out[lanes + 1], 1e-5 * product);
      float max = Float.NEGATIVE_INFINITY;
      float min = Float.POSITIVE_INFINITY;
      for (int j = 1; j <= lanes; j++) {
        max = Math.max(max, in[j]);
        min = Math.min(min, in[j]);
      }
      assertEquals(max, out[lanes + 2]);
      assertEquals(min, out[lanes + 3]);
    }
  }

  private static FloatExpression combine(ScalarFunction function, FloatExpression vector) {
    return new FloatExpression.CombineLanes(function, vector);
  }

  @Test
  void conditionsCombineLogically() {
    for (int lanes : new int[] {1, 16}) {
      boolean vector = lanes > 1;
      FloatExpression a = load(1, i(0), vector);
      FloatExpression b = load(2, i(0), vector);
      FloatExpression less = apply(ScalarFunction.LESS, a, b);
      FloatExpression notSmall =
          apply(
              ScalarFunction.NOT,
              apply(
                  ScalarFunction.OR,
                  less,
                  apply(ScalarFunction.AND, b, apply(ScalarFunction.GREATER_EQUAL, a, b))));
      float[][] cases = {{1, 2}, {2, 1}, {3, 3}, {1, 0}, {0, 0}, {Float.NaN, 1}, {1, Float.NaN}};
      for (float[] c : cases) {
        float[] x = new float[16];
        float[] y = new float[16];
        java.util.Arrays.fill(x, c[0]);
        java.util.Arrays.fill(y, c[1]);
        float[] out =
            run(
                lanes,
                16,
                List.of(store(0, i(0), apply(ScalarFunction.SELECT, notSmall, a, less))),
                x,
                y);
        boolean isLess = c[0] < c[1];
        boolean isNotSmall = !(isLess || c[1] != 0 && c[0] >= c[1]);
        assertEquals(isNotSmall ? c[0] : isLess ? 1 : 0, out[0], c[0] + ", " + c[1]);
      }
    }
  }

  @Test
  void randomNumbersAreThoseOfTheRuntime() {
    float[] out =
        run(1, 1, List.of(store(0, i(0), new FloatExpression.Uniform(3, plus(TASK, i(41))))));
    assertEquals(Uniform.next(17, 3, 41), out[0]);
  }

  @Test
  void integerBuffersAreReadAndWritten() {
    int[] in = {5, -7};
    int[] out = new int[2];
    Kernel kernel =
        kernel("k", 1, 2, List.of(store(1, i(0), load(0, i(1), false)), store(1, i(1), f(2.75))));
    Generated.run(
        program(1, List.of(integers("in", 2), integers("out", 2)), kernel), 1, 0, in, out);
    assertArrayEquals(new int[] {-7, 2}, out);
  }

  /** Whole numbers that no float holds are stored as they are. */
  @Test
  void wholeNumbersAreStoredExactly() {
    int[] in = {0x7FFFFFFF, 2};
    int[] out = new int[3];
    IntExpression read = new IntExpression.Load(0, i(0));
    Kernel kernel =
        kernel(
            "k",
            1,
            2,
            List.of(
                new Statement.StoreInt(1, new IntExpression.Load(0, i(1)), read),
                new Statement.StoreInt(1, i(0), plus(new IntExpression.Load(1, i(2)), i(-3)))));
    LoopProgram program = program(1, List.of(integers("in", 2), integers("out", 3)), kernel);
    Generated.run(program, 1, 0, in, out);
    assertArrayEquals(new int[] {0x7FFFFFFC, 0, 0x7FFFFFFF}, out);
    int[] interpreted = new int[3];
    LoopInterpreter.run(kernel, new float[2][], new int[][] {in, interpreted}, 1, 0, 0, 1);
    assertArrayEquals(out, interpreted);
  }

  @Test
  void positionsFromDataAreChecked() {
    List<Statement> body =
        List.of(
            store(
                0,
                new IntExpression.Checked(new IntExpression.Load(1, i(0)), 10, "label[] in loss"),
                f(1)));
    assertEquals(1, run(1, 10, body, new int[] {9})[9]);
    for (int label : new int[] {10, -1}) {
      assertEquals(
          "label[] in loss is " + label + ", expected 0 to 9",
          assertThrows(IndexOutOfBoundsException.class, () -> run(1, 10, body, new int[] {label}))
              .getMessage());
    }
  }

  @Test
  void onlyTheTasksAskedForRun() {
    LoopProgram program =
        program(
            1,
            List.of(floats("out", 10)),
            kernel("k", Origin.NONE, 1, 1, 10, List.of(store(0, TASK, f(1)))));
    Kernels kernels = Generated.load(program);
    float[] out = new float[10];
    kernels.run(0, new float[][] {out}, new int[1][], 1, 0, 3, 6);
    assertArrayEquals(new float[] {0, 0, 0, 1, 1, 1, 0, 0, 0, 0}, out);
  }

  @Test
  void malformedLoopsAreInternalErrorsThatNameTheKernel() {
    String message =
        assertThrows(
                IllegalStateException.class, () -> run(1, 1, List.of(store(0, i("nowhere"), f(1)))))
            .getMessage();
    assertTrue(message.contains("k use the variable nowhere"), message);
    assertThrows(
        IllegalStateException.class,
        () ->
            run(
                16,
                16,
                List.of(store(0, i(0), apply(ScalarFunction.ADD, load(0, i(0), true), f(1))))));
  }
}
