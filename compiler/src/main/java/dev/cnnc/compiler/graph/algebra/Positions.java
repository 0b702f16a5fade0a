package dev.cnnc.compiler.graph.algebra;

import dev.cnnc.compiler.graph.Affine;
import dev.cnnc.compiler.graph.Scalar;
import dev.cnnc.compiler.graph.ScalarFunction;
import dev.cnnc.compiler.graph.Subscript.Position;

/** Positions as rational numbers: an affine numerator over a positive whole divisor. */
public final class Positions {
  private Positions() {}

  public static Position index(String name) {
    return new Position(Affine.index(name));
  }

  /** The same rational number with the smallest divisor: {@code (4*i + 2)/2} is {@code 2*i + 1}. */
  public static Position reduce(Position position) {
    int divisor =
        position.divisor() == 1 ? 1 : position.numerator().commonDivisor(position.divisor());
    return divisor == 1
        ? position
        : new Position(position.numerator().dividedBy(divisor), position.divisor() / divisor);
  }

  public static Position plus(Position a, Position b) {
    int gcd = gcd(a.divisor(), b.divisor());
    Affine numerator =
        a.numerator().times(b.divisor() / gcd).plus(b.numerator().times(a.divisor() / gcd));
    return reduce(new Position(numerator, Math.multiplyExact(a.divisor(), b.divisor() / gcd)));
  }

  public static Position times(Position a, int factor) {
    return reduce(new Position(a.numerator().times(factor), a.divisor()));
  }

  public static Position dividedBy(Position a, int divisor) {
    return reduce(new Position(a.numerator(), Math.multiplyExact(a.divisor(), divisor)));
  }

  /** The position as a number; exact wherever it is whole. */
  public static Scalar value(Position position) {
    Scalar numerator = value(position.numerator());
    return position.divisor() == 1
        ? numerator
        : Scalar.apply(ScalarFunction.DIVIDE, numerator, Scalar.constant(position.divisor()));
  }

  /** An affine expression as a number. */
  public static Scalar value(Affine affine) {
    return affine.isConstant() ? Scalar.constant(affine.constant()) : new Scalar.IndexValue(affine);
  }

  private static int gcd(int a, int b) {
    return b == 0 ? Math.abs(a) : gcd(b, a % b);
  }
}
