package dev.cnnc.compiler.graph.algebra;

import static dev.cnnc.compiler.graph.Scalar.apply;
import static dev.cnnc.compiler.graph.Scalar.constant;

import dev.cnnc.compiler.graph.Scalar;
import dev.cnnc.compiler.graph.ScalarFunction;
import java.util.function.UnaryOperator;

/**
 * Builds scalars without the neutral elements: each method gives the application of its function,
 * or something shorter with the same value. Only rules that hold for all numbers are used, {@code
 * NaN} and infinities included, up to the sign of a zero; so {@code 0 * x} stays.
 */
public final class Scalars {
  private static final Scalar ZERO = constant(0);

  private Scalars() {}

  public static Scalar plus(Scalar a, Scalar b) {
    if (is(a, 0)) {
      return b;
    } else if (is(b, 0)) {
      return a;
    } else if (isNegation(b)) {
      return minus(a, negated(b));
    }
    return fold(ScalarFunction.ADD, a, b);
  }

  public static Scalar minus(Scalar a, Scalar b) {
    if (is(b, 0)) {
      return a;
    } else if (is(a, 0)) {
      return negate(b);
    } else if (isNegation(b)) {
      return plus(a, negated(b));
    }
    return fold(ScalarFunction.SUBTRACT, a, b);
  }

  public static Scalar negate(Scalar a) {
    return isNegation(a) ? negated(a) : fold(ScalarFunction.NEGATE, a);
  }

  public static Scalar times(Scalar a, Scalar b) {
    if (is(a, 1)) {
      return b;
    } else if (is(b, 1)) {
      return a;
    } else if (is(a, -1)) {
      return negate(b);
    } else if (is(b, -1)) {
      return negate(a);
    } else if (isNegation(a)) {
      return negate(times(negated(a), b));
    } else if (isNegation(b)) {
      return negate(times(a, negated(b)));
    }
    return fold(ScalarFunction.MULTIPLY, a, b);
  }

  public static Scalar divide(Scalar a, Scalar b) {
    if (is(b, 1)) {
      return a;
    } else if (is(b, -1)) {
      return negate(a);
    } else if (isNegation(a)) {
      return negate(divide(negated(a), b));
    }
    return fold(ScalarFunction.DIVIDE, a, b);
  }

  public static Scalar power(Scalar a, Scalar b) {
    return is(b, 1) ? a : fold(ScalarFunction.POWER, a, b);
  }

  /** {@code if condition then a else 0} */
  public static Scalar where(Scalar condition, Scalar a) {
    return select(condition, a, ZERO);
  }

  public static Scalar select(Scalar condition, Scalar a, Scalar b) {
    if (condition instanceof Scalar.Constant c) {
      return c.value() != 0 ? a : b;
    }
    return a.equals(b) && a instanceof Scalar.Constant
        ? a
        : apply(ScalarFunction.SELECT, condition, a, b);
  }

  public static Scalar and(Scalar a, Scalar b) {
    return fold(ScalarFunction.AND, a, b);
  }

  /** The application of any function, by the rules of this class; itself if none applies. */
  public static Scalar of(Scalar.Apply application) {
    Scalar simplified = simplify(application);
    return simplified.equals(application) ? application : simplified;
  }

  private static Scalar simplify(Scalar.Apply application) {
    Scalar a = application.arguments().get(0);
    Scalar b = application.arguments().get(Math.min(1, application.arguments().size() - 1));
    return switch (application.function()) {
      case ADD -> plus(a, b);
      case SUBTRACT -> minus(a, b);
      case MULTIPLY -> times(a, b);
      case DIVIDE -> divide(a, b);
      case NEGATE -> negate(a);
      case POWER -> power(a, b);
      case SELECT -> select(a, b, application.arguments().get(2));
      case REMAINDER,
          MAX,
          MIN,
          EXP,
          LOG,
          SQRT,
          RSQRT,
          ABS,
          SIGN,
          TANH,
          SIGMOID,
          ERF,
          FLOOR,
          EQUAL,
          NOT_EQUAL,
          LESS,
          LESS_EQUAL,
          GREATER,
          GREATER_EQUAL,
          AND,
          OR,
          NOT,
          STOP_GRADIENT ->
          fold(application.function(), application.arguments().toArray(Scalar[]::new));
    };
  }

  /** {@code scalar} with each part replaced, the inner ones first; itself if none changes. */
  public static Scalar rewrite(Scalar scalar, UnaryOperator<Scalar> replace) {
    return replace.apply(
        scalar instanceof Scalar.Apply apply ? apply.map(part -> rewrite(part, replace)) : scalar);
  }

  public static boolean is(Scalar scalar, double value) {
    return scalar instanceof Scalar.Constant c && c.value() == value;
  }

  private static Scalar fold(ScalarFunction function, Scalar... arguments) {
    double[] values = new double[arguments.length];
    for (int i = 0; i < values.length; i++) {
      if (!(arguments[i] instanceof Scalar.Constant c)) {
        return apply(function, arguments);
      }
      values[i] = c.value();
    }
    return constant(function.evaluate(values));
  }

  private static boolean isNegation(Scalar scalar) {
    return scalar instanceof Scalar.Apply a && a.function() == ScalarFunction.NEGATE;
  }

  private static Scalar negated(Scalar negation) {
    return ((Scalar.Apply) negation).arguments().get(0);
  }
}
