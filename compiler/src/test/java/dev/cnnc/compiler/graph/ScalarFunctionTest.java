package dev.cnnc.compiler.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

class ScalarFunctionTest {
  /** Away from kinks: arguments are positive, apart, and neither is a multiple of another. */
  @Property(tries = 200)
  void derivativesAreCentralDifferences(
      @ForAll ScalarFunction function,
      @ForAll @DoubleRange(min = 0.42, max = 0.45) double a,
      @ForAll @DoubleRange(min = 1.1, max = 1.2) double b,
      @ForAll @DoubleRange(min = 2.2, max = 2.4) double c,
      @ForAll boolean swapped) {
    double[] at = swapped ? new double[] {b, a, c} : new double[] {a, b, c};
    at = java.util.Arrays.copyOf(at, function.arity());
    if (function == ScalarFunction.STOP_GRADIENT) {
      return;
    }
    for (int argument = 0; argument < function.arity(); argument++) {
      assertEquals(difference(function, at, argument), derivative(function, at, argument), 1e-6);
    }
  }

  private static double difference(ScalarFunction function, double[] at, int argument) {
    double h = 1e-5;
    double[] above = at.clone();
    double[] below = at.clone();
    above[argument] += h;
    below[argument] -= h;
    return (function.evaluate(above) - function.evaluate(below)) / (2 * h);
  }

  private static double derivative(ScalarFunction function, double[] at, int argument) {
    List<Scalar> arguments = new ArrayList<>();
    for (double value : at) {
      arguments.add(Scalar.constant(value));
    }
    Optional<Scalar> derivative = function.derivative(arguments, argument);
    return derivative.map(ScalarFunctionTest::evaluate).orElse(0.0);
  }

  private static double evaluate(Scalar scalar) {
    return scalar instanceof Scalar.Apply apply
        ? apply
            .function()
            .evaluate(
                apply.arguments().stream().mapToDouble(ScalarFunctionTest::evaluate).toArray())
        : ((Scalar.Constant) scalar).value();
  }

  @Test
  void kinksBelongToTheSecondArgument() {
    double[] tie = {0, 0};
    assertEquals(0, derivative(ScalarFunction.MAX, tie, 0));
    assertEquals(1, derivative(ScalarFunction.MAX, tie, 1));
    assertEquals(0, derivative(ScalarFunction.MIN, tie, 0));
    assertEquals(1, derivative(ScalarFunction.MIN, tie, 1));
    assertEquals(0, derivative(ScalarFunction.ABS, new double[] {0}, 0));
  }

  /** Values of Abramowitz and Stegun, table 7.1. */
  @Test
  void errorFunction() {
    assertEquals(0.1124629160, ScalarFunction.ERF.evaluate(0.1), 1e-10);
    assertEquals(0.5204998778, ScalarFunction.ERF.evaluate(0.5), 1e-10);
    assertEquals(0.8427007929, ScalarFunction.ERF.evaluate(1), 1e-10);
    assertEquals(-0.9953222650, ScalarFunction.ERF.evaluate(-2), 1e-10);
    assertEquals(1, ScalarFunction.ERF.evaluate(7), 1e-15);
    assertEquals(0, ScalarFunction.ERF.evaluate(0), 0);
  }
}
