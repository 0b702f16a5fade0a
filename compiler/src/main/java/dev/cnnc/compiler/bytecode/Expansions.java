package dev.cnnc.compiler.bytecode;

import static dev.cnnc.compiler.bytecode.FloatEmitter.apply;

import dev.cnnc.compiler.graph.ScalarFunction;
import dev.cnnc.compiler.loop.FloatExpression;

/**
 * Functions made of arithmetic, with relative errors of a few 1e-7. Each takes an argument that is
 * cheap to repeat, and may define variables in the scope of the caller.
 */
final class Expansions {
  /** {@code x + 1.5·2²³ - 1.5·2²³} is x rounded to whole, for |x| up to 2²². */
  private static final float ROUNDING = 0x1.8p23f;

  private static final float LN2 = (float) Math.log(2);
  private static final float LN2_REST = (float) (Math.log(2) - LN2);

  /** The bits of √½. */
  private static final int ROOT_OF_HALF = 0x3F3504F3;

  private Expansions() {}

  /**
   * {@code e^x = 2ⁿ·e^r} with n whole and {@code |r| ≤ ½ ln 2}; {@code e^r} by its Maclaurin series
   * to r⁷. The power of two is applied in two halves, which lets the result overflow to infinity
   * and underflow to 0 by itself once x is held in between.
   */
  static FloatExpression exp(FloatEmitter floats, VectorCalls calls, FloatExpression argument) {
    FloatExpression x =
        floats.once(
            apply(
                ScalarFunction.MIN,
                apply(ScalarFunction.MAX, argument, number(argument, -104)),
                number(argument, 89)));
    FloatExpression n =
        floats.once(round(fma(x, number(x, 1 / Math.log(2)), number(x, ROUNDING)), x));
    FloatExpression r = floats.once(fma(n, number(x, -LN2_REST), fma(n, number(x, -LN2), x)));
    FloatExpression series = number(x, 1.0 / 5040);
    for (double factorial : new double[] {720, 120, 24, 6, 2, 1, 1}) {
      series = fma(series, r, number(x, 1 / factorial));
    }
    FloatExpression half = floats.once(round(fma(n, number(x, 0.5), number(x, ROUNDING)), x));
    FloatExpression once = multiply(series, powerOfTwo(floats, calls, half));
    return multiply(once, powerOfTwo(floats, calls, apply(ScalarFunction.SUBTRACT, n, half)));
  }

  /**
   * {@code log x = n·ln 2 + 2 artanh s}, where {@code x = 2ⁿ·m} with {@code √½ ≤ m < √2} and {@code
   * s = (m - 1) / (m + 1)}; the artanh by its Maclaurin series to s⁹.
   */
  static FloatExpression log(FloatEmitter floats, VectorCalls calls, FloatExpression x) {
    // Numbers below the normal range are brought into it first.
    FloatExpression tiny = apply(ScalarFunction.LESS, x, number(x, Float.MIN_NORMAL));
    FloatExpression normal = floats.once(select(tiny, multiply(x, number(x, 0x1p25)), x));
    FloatExpression n =
        floats.once(
            apply(
                ScalarFunction.SUBTRACT,
                exponent(floats, calls, normal),
                select(tiny, number(x, 25), number(x, 0))));
    FloatExpression m = mantissa(floats, calls, normal);
    FloatExpression s =
        floats.once(
            apply(
                ScalarFunction.DIVIDE,
                apply(ScalarFunction.SUBTRACT, m, number(x, 1)),
                apply(ScalarFunction.ADD, m, number(x, 1))));
    FloatExpression square = floats.once(multiply(s, s));
    FloatExpression series = number(x, 2.0 / 9);
    for (int power : new int[] {7, 5, 3, 1}) {
      series = fma(series, square, number(x, 2.0 / power));
    }
    FloatExpression value =
        fma(n, number(x, LN2), fma(n, number(x, LN2_REST), multiply(s, series)));
    return select(
        apply(ScalarFunction.GREATER, x, number(x, 0)),
        select(apply(ScalarFunction.LESS, x, number(x, Float.POSITIVE_INFINITY)), value, x),
        select(
            apply(ScalarFunction.EQUAL, x, number(x, 0)),
            number(x, Float.NEGATIVE_INFINITY),
            number(x, Float.NaN)));
  }

  /**
   * For small arguments the continued fraction {@code x/(1 + x²/(3 + x²/(5 + …)))} (Abramowitz and
   * Stegun 4.5.70) cut off after 9; for others {@code sign(x)·(1 - 2/(e^(2|x|) + 1))}.
   */
  static FloatExpression tanh(FloatEmitter floats, VectorCalls calls, FloatExpression x) {
    FloatExpression q = floats.once(multiply(x, x));
    FloatExpression above = fma(apply(ScalarFunction.ADD, q, number(x, 105)), q, number(x, 945));
    FloatExpression below = fma(fma(q, number(x, 15), number(x, 420)), q, number(x, 945));
    FloatExpression small = floats.once(multiply(x, apply(ScalarFunction.DIVIDE, above, below)));
    FloatExpression e =
        exp(floats, calls, floats.once(multiply(apply(ScalarFunction.ABS, x), number(x, 2))));
    FloatExpression complement =
        apply(ScalarFunction.DIVIDE, number(x, 2), apply(ScalarFunction.ADD, e, number(x, 1)));
    FloatExpression large = floats.once(apply(ScalarFunction.SUBTRACT, number(x, 1), complement));
    return select(
        apply(ScalarFunction.LESS, q, number(x, 0.36)),
        small,
        select(apply(ScalarFunction.LESS, x, number(x, 0)), negate(large), large));
  }

  /** {@code 1 / (1 + e^-x)}; where {@code e^-x} is infinite, 0. */
  static FloatExpression sigmoid(FloatEmitter floats, VectorCalls calls, FloatExpression x) {
    FloatExpression e = exp(floats, calls, floats.once(negate(x)));
    return apply(ScalarFunction.DIVIDE, number(x, 1), apply(ScalarFunction.ADD, e, number(x, 1)));
  }

  static FloatExpression erf(FloatEmitter floats, VectorCalls calls, FloatExpression x) {
    return erf(floats, x);
  }

  /**
   * For small arguments the Maclaurin series (Abramowitz and Stegun 7.1.5) to x²¹; for others
   * {@code sign(x)·(1 - (a₁t + … + a₅t⁵)·e^(-x²))} with {@code t = 1/(1 + p|x|)} (7.1.26, absolute
   * error 1.5e-7). Serves vectors and single numbers.
   */
  static FloatExpression erf(FloatEmitter floats, FloatExpression x) {
    FloatExpression q = floats.once(multiply(x, x));
    double factorial = 3628800;
    FloatExpression series = number(x, 2 / Math.sqrt(Math.PI) / (factorial * 21));
    for (int n = 9; n >= 0; n--) {
      factorial /= n + 1;
      double term = 2 / Math.sqrt(Math.PI) / (factorial * (2 * n + 1));
      series = fma(series, q, number(x, n % 2 == 0 ? term : -term));
    }
    FloatExpression small = floats.once(multiply(x, series));

    FloatExpression t =
        floats.once(
            apply(
                ScalarFunction.DIVIDE,
                number(x, 1),
                fma(apply(ScalarFunction.ABS, x), number(x, 0.3275911), number(x, 1))));
    FloatExpression polynomial = number(x, 1.061405429);
    for (double a : new double[] {-1.453152027, 1.421413741, -0.284496736, 0.254829592, 0}) {
      polynomial = fma(polynomial, t, number(x, a));
    }
    FloatExpression e = floats.once(apply(ScalarFunction.EXP, negate(q)));
    FloatExpression large =
        floats.once(apply(ScalarFunction.SUBTRACT, number(x, 1), multiply(polynomial, e)));
    return select(
        apply(ScalarFunction.LESS, q, number(x, 1)),
        small,
        select(apply(ScalarFunction.LESS, x, number(x, 0)), negate(large), large));
  }

  /**
   * {@code |x|} rounded to whole by adding and subtracting 2²³, given its sign again, less one
   * where that is too much; numbers from 2²³ on are whole.
   */
  static FloatExpression floor(FloatEmitter floats, VectorCalls calls, FloatExpression x) {
    FloatExpression size = floats.once(apply(ScalarFunction.ABS, x));
    FloatExpression whole =
        floats.once(
            apply(
                ScalarFunction.SUBTRACT,
                apply(ScalarFunction.ADD, size, number(x, 0x1p23)),
                number(x, 0x1p23)));
    FloatExpression rounded =
        floats.once(select(apply(ScalarFunction.LESS, x, number(x, 0)), negate(whole), whole));
    FloatExpression floor =
        select(
            apply(ScalarFunction.GREATER, rounded, x),
            apply(ScalarFunction.SUBTRACT, rounded, number(x, 1)),
            rounded);
    return select(apply(ScalarFunction.LESS, size, number(x, 0x1p23)), floor, x);
  }

  /** 1 or -1; x itself where it is 0 or NaN. */
  static FloatExpression sign(FloatEmitter floats, VectorCalls calls, FloatExpression x) {
    return select(
        apply(ScalarFunction.GREATER, x, number(x, 0)),
        number(x, 1),
        select(apply(ScalarFunction.LESS, x, number(x, 0)), number(x, -1), x));
  }

  /** {@code 2ⁿ} for whole n from -126 to 127: n + 127 moved to where a float has its exponent. */
  private static FloatExpression powerOfTwo(
      FloatEmitter floats, VectorCalls calls, FloatExpression n) {
    floats.emit(apply(ScalarFunction.ADD, n, number(n, 0x1p23 + 127)));
    calls.toBits();
    calls.bitsWith("LSHL", "Binary", 23);
    calls.fromBits();
    return floats.hold(true);
  }

  /** The whole n with {@code √½ ≤ x/2ⁿ < √2}, for normal positive x. */
  private static FloatExpression exponent(
      FloatEmitter floats, VectorCalls calls, FloatExpression x) {
    floats.emit(x);
    calls.toBits();
    calls.bitsWith("SUB", "Binary", ROOT_OF_HALF);
    calls.bitsWith("ASHR", "Binary", 23);
    // A small whole number added to the bits of 1.5·2²³ is added to its value.
    calls.bitsWith("ADD", "Associative", Float.floatToIntBits(ROUNDING));
    calls.fromBits();
    return apply(ScalarFunction.SUBTRACT, floats.hold(true), number(x, ROUNDING));
  }

  /** {@code x/2ⁿ} with the n of {@link #exponent}. */
  private static FloatExpression mantissa(
      FloatEmitter floats, VectorCalls calls, FloatExpression x) {
    floats.emit(x);
    calls.toBits();
    floats.emit(x);
    calls.toBits();
    calls.bitsWith("SUB", "Binary", ROOT_OF_HALF);
    calls.bitsWith("AND", "Associative", 0xFF800000);
    calls.subtractBits();
    calls.fromBits();
    return floats.hold(true);
  }

  private static FloatExpression round(FloatExpression shifted, FloatExpression like) {
    return apply(ScalarFunction.SUBTRACT, shifted, number(like, ROUNDING));
  }

  private static FloatExpression fma(FloatExpression a, FloatExpression b, FloatExpression c) {
    return new FloatExpression.MultiplyAdd(a, b, c);
  }

  private static FloatExpression multiply(FloatExpression a, FloatExpression b) {
    return apply(ScalarFunction.MULTIPLY, a, b);
  }

  private static FloatExpression negate(FloatExpression x) {
    return apply(ScalarFunction.NEGATE, x);
  }

  private static FloatExpression select(
      FloatExpression condition, FloatExpression then, FloatExpression otherwise) {
    return apply(ScalarFunction.SELECT, condition, then, otherwise);
  }

  /** A constant, in all lanes if the other is a vector. */
  private static FloatExpression number(FloatExpression like, double value) {
    FloatExpression constant = new FloatExpression.Constant((float) value);
    return like.vector() ? new FloatExpression.Broadcast(constant) : constant;
  }
}
