package dev.cnnc.compiler.elaborate;

import dev.cnnc.compiler.graph.ScalarFunction;
import java.util.List;
import java.util.Optional;

/** Sums of indices and constants, and multiples of them by constants, stay affine. */
final class AffineArithmetic {
  private AffineArithmetic() {}

  /**
   * The affine result; empty if there is none, so that it is computed as a number.
   *
   * @throws ArithmeticException if a coefficient leaves the range of {@code int}
   */
  static Optional<Meaning> apply(ScalarFunction function, List<Meaning> operands) {
    if (operands.stream().noneMatch(Meaning.Position.class::isInstance)) {
      return Optional.empty();
    }
    Optional<Ratio> left = ratio(operands.get(0));
    Optional<Ratio> right = operands.size() < 2 ? Optional.empty() : ratio(operands.get(1));
    if (left.isEmpty() || (operands.size() == 2 && right.isEmpty())) {
      return Optional.empty();
    }
    switch (function) {
      case NEGATE:
        return of(left.get().times(-1));
      case ADD:
        return of(left.get().plus(right.get()));
      case SUBTRACT:
        return of(left.get().plus(right.get().times(-1)));
      case MULTIPLY:
        if (operands.get(0) instanceof Constant) {
          return scaled(right.get(), left.get());
        }
        return operands.get(1) instanceof Constant
            ? scaled(left.get(), right.get())
            : Optional.empty();
      case DIVIDE:
        return operands.get(1) instanceof Constant && right.get().numerator().constant() != 0
            ? of(left.get().dividedBy(right.get().numerator().constant()))
            : Optional.empty();
      default:
        return Optional.empty();
    }
  }

  private static Optional<Meaning> scaled(Ratio ratio, Ratio factor) {
    return of(ratio.times(factor.numerator().constant()));
  }

  private static Optional<Meaning> of(Ratio ratio) {
    return Optional.of(
        ratio.numerator().isConstant()
            ? Constant.of((double) ratio.numerator().constant() / ratio.divisor())
            : new Meaning.Position(ratio));
  }

  private static Optional<Ratio> ratio(Meaning meaning) {
    if (meaning instanceof Meaning.Position position) {
      return Optional.of(position.ratio());
    }
    return meaning instanceof Constant constant
        ? constant.toInt().map(Ratio::of)
        : Optional.empty();
  }
}
