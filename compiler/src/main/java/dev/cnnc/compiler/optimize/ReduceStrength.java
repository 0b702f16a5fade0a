package dev.cnnc.compiler.optimize;

import static dev.cnnc.compiler.graph.Scalar.constant;

import dev.cnnc.compiler.graph.Graph;
import dev.cnnc.compiler.graph.Scalar;
import dev.cnnc.compiler.graph.ScalarFunction;
import dev.cnnc.compiler.graph.algebra.Scalars;

/**
 * Computes by cheaper functions what they can compute: {@code x^2} is {@code x * x}, {@code x^0.5}
 * is {@code sqrt(x)} (but for minus infinity), and a division by a power of two a multiplication.
 */
final class ReduceStrength {
  private static final int CHEAP = 6;

  private ReduceStrength() {}

  static Graph apply(Graph graph) {
    return Rewriting.comprehensions(
        graph,
        comprehension ->
            Rewriting.withBody(
                comprehension, Scalars.rewrite(comprehension.body(), ReduceStrength::reduce)));
  }

  private static Scalar reduce(Scalar part) {
    if (part instanceof Scalar.Apply apply
        && apply.arguments().size() == 2
        && apply.arguments().get(1) instanceof Scalar.Constant right) {
      if (apply.function() == ScalarFunction.POWER) {
        return power(apply, right.value());
      } else if (apply.function() == ScalarFunction.DIVIDE && isPowerOfTwo(right.value())) {
        return Scalars.times(apply.arguments().get(0), constant(1 / right.value()));
      }
    }
    return part;
  }

  private static Scalar power(Scalar.Apply power, double exponent) {
    Scalar base = power.arguments().get(0);
    if (exponent == 2 && Costs.isCheap(base, CHEAP)) {
      return Scalar.apply(ScalarFunction.MULTIPLY, base, base);
    } else if (exponent == 0.5) {
      return Scalar.apply(ScalarFunction.SQRT, base);
    } else if (exponent == -0.5) {
      return Scalar.apply(ScalarFunction.RSQRT, base);
    } else if (exponent == -1) {
      return Scalar.apply(ScalarFunction.DIVIDE, constant(1), base);
    }
    return power;
  }

  /** Whether it and its reciprocal are exact, also as {@code float}. */
  private static boolean isPowerOfTwo(double value) {
    int exponent = Math.getExponent(value);
    return Math.abs(value) == Math.scalb(1.0, exponent) && Math.abs(exponent) < 100;
  }
}
