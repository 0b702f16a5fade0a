package dev.cnnc.compiler.elaborate;

import dev.cnnc.compiler.graph.Affine;
import dev.cnnc.compiler.graph.Index;
import dev.cnnc.compiler.graph.Interval;
import dev.cnnc.compiler.graph.Scalar;
import dev.cnnc.compiler.graph.ScalarFunction;
import java.util.List;

/**
 * {@code (Σ coefficient · index + constant) / divisor} in lowest terms: a subscript, or an index
 * used as a number. Arithmetic that leaves the range of {@code int} throws {@link
 * ArithmeticException}.
 */
record Ratio(Affine numerator, int divisor) {
  Ratio {
    if (divisor == 0) {
      throw new ArithmeticException("division by zero");
    }
    int common = numerator.commonDivisor(divisor);
    int by = divisor < 0 ? -common : common;
    numerator = numerator.dividedBy(by);
    divisor = divisor / by;
  }

  static Ratio of(int value) {
    return new Ratio(Affine.constant(value), 1);
  }

  static Ratio index(String name) {
    return new Ratio(Affine.index(name), 1);
  }

  Ratio plus(Ratio other) {
    Affine left = numerator.times(other.divisor);
    Affine right = other.numerator.times(divisor);
    return new Ratio(left.plus(right), Math.multiplyExact(divisor, other.divisor));
  }

  Ratio times(int factor) {
    return new Ratio(numerator.times(factor), divisor);
  }

  Ratio dividedBy(int by) {
    return new Ratio(numerator, Math.multiplyExact(divisor, by));
  }

  /** Whether this is whole and within {@code 0..extent-1} for all values of the indices. */
  boolean alwaysInside(int extent, List<Index> indices) {
    return divisor == 1 && Interval.of(numerator, indices).within(0, extent - 1);
  }

  /** This as a number in a formula. */
  Scalar toScalar() {
    if (numerator.isConstant()) {
      return Scalar.constant((double) numerator.constant() / divisor);
    }
    Scalar value = new Scalar.IndexValue(numerator);
    return divisor == 1
        ? value
        : Scalar.apply(ScalarFunction.DIVIDE, value, Scalar.constant(divisor));
  }

  @Override
  public String toString() {
    return divisor == 1 ? numerator.toString() : "(" + numerator + ")/" + divisor;
  }
}
