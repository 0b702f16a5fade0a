package dev.cnnc.compiler.bytecode;

import static dev.cnnc.compiler.bytecode.Loops.TASK;
import static dev.cnnc.compiler.bytecode.Loops.apply;
import static dev.cnnc.compiler.bytecode.Loops.floats;
import static dev.cnnc.compiler.bytecode.Loops.kernel;
import static dev.cnnc.compiler.bytecode.Loops.load;
import static dev.cnnc.compiler.bytecode.Loops.program;
import static dev.cnnc.compiler.bytecode.Loops.store;
import static dev.cnnc.compiler.bytecode.Loops.times;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.cnnc.compiler.graph.Origin;
import dev.cnnc.compiler.graph.ScalarFunction;
import dev.cnnc.compiler.loop.FloatExpression;
import dev.cnnc.compiler.loop.Kernel;
import dev.cnnc.compiler.loop.LoopProgram;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every function, on both back ends, against its value in {@code double}. */
class ScalarFunctionsTest {
  private static final double TOLERANCE = 1e-6;

  /** Results closer to 0 than this count as 0: floats lose digits below the normal range. */
  private static final double TINY = Float.MIN_NORMAL;

  private static final float[] SPECIAL = {
    0,
    -0f,
    1,
    -1,
    0.5f,
    -0.5f,
    2,
    3,
    10,
    -10,
    88,
    89,
    -87,
    -88,
    -104,
    100,
    -100,
    1e-3f,
    -1e-3f,
    1e-10f,
    1e-38f,
    1e-40f,
    Float.MIN_VALUE,
    1e10f,
    -1e10f,
    4194303.5f,
    -4194303.5f,
    8388607.5f,
    -8388609f,
    1e30f,
    -1e30f,
    Float.MAX_VALUE,
    -Float.MAX_VALUE,
    Float.POSITIVE_INFINITY,
    Float.NEGATIVE_INFINITY,
    Float.NaN
  };

  static Stream<Arguments> functionsOfBackEnds() {
    return Arrays.stream(ScalarFunction.values())
        .flatMap(f -> Stream.of(1, 4, 8, 16).map(lanes -> Arguments.of(f, lanes)));
  }

  @ParameterizedTest(name = "{0}, {1} lanes")
  @MethodSource("functionsOfBackEnds")
  void isThatInDouble(ScalarFunction function, int lanes) {
    List<float[]> cases = arguments(function, lanes);
    int n = cases.size();
    float[][] arrays = new float[function.arity() + 1][n];
    for (int i = 0; i < n; i++) {
      for (int a = 0; a < function.arity(); a++) {
        arrays[a][i] = cases.get(i)[a];
      }
    }
    Generated.run(elementwise(function, lanes, n), 1, 0, (Object[]) arrays);

    for (int i = 0; i < n; i++) {
      float[] arguments = cases.get(i);
      double[] exact = new double[arguments.length];
      Arrays.setAll(exact, a -> arguments[a]);
      check(function, arguments, function.evaluate(exact), arrays[function.arity()][i]);
    }
  }

  private static void check(
      ScalarFunction function, float[] arguments, double expected, float actual) {
    String what = function + Arrays.toString(arguments);
    float rounded = (float) expected;
    if (Float.isNaN(rounded) || Float.isInfinite(rounded)) {
      assertEquals(rounded, actual, what);
    } else if (Math.abs(expected) < TINY) {
      assertEquals(expected, actual, TINY, what);
    } else {
      assertEquals(expected, actual, TOLERANCE * Math.abs(expected), what);
    }
  }

  /** {@code out[i] = function(in_0[i], in_1[i], …)} */
  private static LoopProgram elementwise(ScalarFunction function, int lanes, int n) {
    FloatExpression[] arguments = new FloatExpression[function.arity()];
    Arrays.setAll(arguments, a -> load(a, times(TASK, lanes), lanes > 1));
    Kernel kernel =
        kernel(
            "elementwise",
            Origin.NONE,
            lanes,
            function.arity() + 1,
            n / lanes,
            List.of(store(function.arity(), times(TASK, lanes), apply(function, arguments))));
    return program(
        lanes,
        IntStream.rangeClosed(0, function.arity()).mapToObj(b -> floats("b" + b, n)).toList(),
        kernel);
  }

  /** Special numbers in all combinations, and random ones of all sizes; whole vectors of them. */
  private static List<float[]> arguments(ScalarFunction function, int lanes) {
    List<float[]> cases = new ArrayList<>();
    int combinations = (int) Math.pow(SPECIAL.length, Math.min(2, function.arity()));
    for (int c = 0; c < combinations; c++) {
      float[] arguments = new float[function.arity()];
      int rest = c;
      for (int a = 0; a < arguments.length; a++) {
        arguments[a] = SPECIAL[rest % SPECIAL.length];
        rest /= SPECIAL.length;
      }
      cases.add(arguments);
    }
    Random random = new Random(17);
    for (int i = 0; i < 2000; i++) {
      float[] arguments = new float[function.arity()];
      for (int a = 0; a < arguments.length; a++) {
        double size = Math.pow(10, random.nextInt(6) - 3);
        arguments[a] = (float) (random.nextGaussian() * size);
      }
      cases.add(arguments);
    }
    cases.removeIf(arguments -> function == ScalarFunction.REMAINDER && unclear(arguments));
    while (cases.size() % lanes != 0) {
      cases.remove(cases.size() - 1);
    }
    return cases;
  }

  /**
   * The reference is NaN for an infinite divisor; elsewhere its quotient must be exact enough for
   * its whole part to be certain.
   */
  private static boolean unclear(float[] a) {
    double quotient = (double) a[0] / a[1];
    return Float.isInfinite(a[1])
        || !(Math.abs(quotient) < 1e9)
        || a[0] != 0 && Math.abs(quotient) < 1e-6;
  }
}
