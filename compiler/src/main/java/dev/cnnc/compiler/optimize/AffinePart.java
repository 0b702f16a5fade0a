package dev.cnnc.compiler.optimize;

import dev.cnnc.compiler.graph.Scalar;
import dev.cnnc.compiler.graph.algebra.Scalars;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The largest part of a formula that is {@code scale * access + shift}.
 *
 * @param part as it stands in the formula
 */
record AffinePart(Scalar part, Scalar scale, Scalar shift) {
  /**
   * The part around an access.
   *
   * @param access stands in the body once
   * @param constant which formulas can be a scale or a shift
   */
  static AffinePart around(Scalar.Access access, Scalar body, Predicate<Scalar> constant) {
    return find(access, body, constant)
        .orElse(new AffinePart(access, Scalar.constant(1), Scalar.constant(0)));
  }

  /** Empty if the access is not in the scalar. */
  private static Optional<AffinePart> find(
      Scalar.Access access, Scalar scalar, Predicate<Scalar> constant) {
    if (scalar.equals(access)) {
      return Optional.of(new AffinePart(access, Scalar.constant(1), Scalar.constant(0)));
    }
    if (!(scalar instanceof Scalar.Apply apply)) {
      return Optional.empty();
    }
    for (int i = 0; i < apply.arguments().size(); i++) {
      Scalar argument = apply.arguments().get(i);
      Optional<AffinePart> found = find(access, argument, constant);
      if (found.isPresent()) {
        return found.get().part() == argument ? found.get().grown(apply, i, constant) : found;
      }
    }
    return Optional.empty();
  }

  /** The application that this part is an argument of, if it is affine too. */
  private Optional<AffinePart> grown(Scalar.Apply apply, int place, Predicate<Scalar> constant) {
    int others = apply.arguments().size() - 1;
    Scalar other = others == 1 ? apply.arguments().get(1 - place) : Scalar.constant(0);
    if (others > 1 || !constant.test(other)) {
      return Optional.of(this);
    }
    return Optional.of(
        switch (apply.function()) {
          case ADD -> new AffinePart(apply, scale, Scalars.plus(shift, other));
          case SUBTRACT ->
              place == 0
                  ? new AffinePart(apply, scale, Scalars.minus(shift, other))
                  : new AffinePart(apply, Scalars.negate(scale), Scalars.minus(other, shift));
          case MULTIPLY ->
              new AffinePart(apply, Scalars.times(scale, other), Scalars.times(shift, other));
          case DIVIDE ->
              place == 0
                  ? new AffinePart(
                      apply, Scalars.divide(scale, other), Scalars.divide(shift, other))
                  : this;
          case NEGATE -> new AffinePart(apply, Scalars.negate(scale), Scalars.negate(shift));
          case POWER,
              REMAINDER,
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
              SELECT,
              STOP_GRADIENT ->
              this;
        });
  }
}
