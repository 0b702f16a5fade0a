package dev.cnnc.compiler.autodiff;

import dev.cnnc.compiler.graph.Scalar;
import dev.cnnc.compiler.graph.algebra.Scalars;
import java.util.List;
import java.util.Optional;

/**
 * The symbolic derivative of a scalar body in the direction of one access.
 *
 * <pre>
 * d(a · b) = da · b + a · db,    d f(a) = f'(a) · da,    d(if c then a else b) = if c then da else db
 * </pre>
 *
 * <p>The direction stands where the access stood, so that {@code weight * x} differentiated by
 * {@code x} in the direction {@code dy} reads {@code weight * dy}.
 */
final class Tangent {
  private static final Scalar ZERO = Scalar.constant(0);

  private final Scalar.Access variable;
  private final Scalar direction;

  private Tangent(Scalar.Access variable, Scalar direction) {
    this.variable = variable;
    this.direction = direction;
  }

  /**
   * {@code ∂body/∂variable · direction}; empty where that is zero by the nature of the body. All
   * equal accesses in the body are one variable.
   */
  static Optional<Scalar> of(Scalar body, Scalar.Access variable, Scalar direction) {
    return new Tangent(variable, direction).of(body);
  }

  private Optional<Scalar> of(Scalar scalar) {
    if (scalar.equals(variable)) {
      return Optional.of(direction);
    }
    return scalar instanceof Scalar.Apply apply ? of(apply) : Optional.empty();
  }

  private Optional<Scalar> of(Scalar.Apply apply) {
    List<Scalar> a = apply.arguments();
    return switch (apply.function()) {
      // One branch counts, which the others cannot spoil by an infinity or NaN.
      case SELECT -> branch(a.get(0), of(a.get(1)), of(a.get(2)));
      case MAX, MIN ->
          branch(apply.function().derivative(a, 0).orElseThrow(), of(a.get(0)), of(a.get(1)));
      case ADD,
          SUBTRACT,
          MULTIPLY,
          DIVIDE,
          NEGATE,
          POWER,
          REMAINDER,
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
          chain(apply);
    };
  }

  private static Optional<Scalar> branch(
      Scalar condition, Optional<Scalar> then, Optional<Scalar> otherwise) {
    if (then.isEmpty() && otherwise.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(Scalars.select(condition, then.orElse(ZERO), otherwise.orElse(ZERO)));
  }

  private Optional<Scalar> chain(Scalar.Apply apply) {
    Optional<Scalar> sum = Optional.empty();
    for (int i = 0; i < apply.arguments().size(); i++) {
      Optional<Scalar> inner = of(apply.arguments().get(i));
      Optional<Scalar> outer = apply.function().derivative(apply.arguments(), i);
      if (inner.isPresent() && outer.isPresent() && !Scalars.is(outer.get(), 0)) {
        Scalar product = product(apply, i, inner.get(), simplify(outer.get()));
        sum = Optional.of(sum.isPresent() ? Scalars.plus(sum.get(), product) : product);
      }
    }
    return sum;
  }

  /** The factor stands on the side on which the other argument stood. */
  private static Scalar product(Scalar.Apply apply, int argument, Scalar inner, Scalar outer) {
    return switch (apply.function()) {
      case MULTIPLY -> argument == 0 ? Scalars.times(inner, outer) : Scalars.times(outer, inner);
      case DIVIDE ->
          argument == 0
              ? Scalars.divide(inner, apply.arguments().get(1))
              : Scalars.times(outer, inner);
      case LOG -> Scalars.divide(inner, apply.arguments().get(0));
      case ADD,
          SUBTRACT,
          NEGATE,
          POWER,
          REMAINDER,
          MAX,
          MIN,
          EXP,
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
          SELECT,
          STOP_GRADIENT ->
          Scalars.times(outer, inner);
    };
  }

  private static Scalar simplify(Scalar scalar) {
    return Scalars.rewrite(
        scalar, part -> part instanceof Scalar.Apply apply ? Scalars.of(apply) : part);
  }
}
