package dev.cnnc.compiler.optimize;

import static dev.cnnc.compiler.graph.Scalar.constant;

import dev.cnnc.compiler.graph.Affine;
import dev.cnnc.compiler.graph.Comprehensions;
import dev.cnnc.compiler.graph.Graph;
import dev.cnnc.compiler.graph.Operation.Comprehension;
import dev.cnnc.compiler.graph.Scalar;
import dev.cnnc.compiler.graph.algebra.Positions;
import dev.cnnc.compiler.graph.algebra.Ranges;
import dev.cnnc.compiler.graph.algebra.Scalars;
import java.util.Optional;

/**
 * Simplifies the body of each comprehension: constants are computed, neutral elements go ({@link
 * Scalars}), arithmetic of indices becomes one affine expression, and comparisons that the ranges
 * of the indices decide are decided.
 *
 * <p>Values stay the same for all numbers, up to the sign of a zero; so {@code 0 * x} stays, since
 * {@code x} may be infinite. A simplification that would drop a read is not made where the read
 * decides which terms count, or is the body's only one that varies over the batch.
 */
final class FoldConstants {
  private final Ranges ranges;

  private FoldConstants(Ranges ranges) {
    this.ranges = ranges;
  }

  static Graph apply(Graph graph) {
    return Rewriting.comprehensions(
        graph,
        comprehension ->
            Rewriting.withBody(
                comprehension, new FoldConstants(Ranges.of(comprehension)).fold(comprehension)));
  }

  private Scalar fold(Comprehension comprehension) {
    return Scalars.rewrite(comprehension.body(), this::fold);
  }

  private Scalar fold(Scalar part) {
    if (part instanceof Scalar.IndexValue value) {
      return value.expression().isConstant() ? Positions.value(value.expression()) : value;
    } else if (part instanceof Scalar.Apply apply) {
      return ofIndices(apply).orElseGet(() -> Scalars.of(apply));
    }
    return part;
  }

  /** Arithmetic and comparisons of affine expressions. */
  private Optional<Scalar> ofIndices(Scalar.Apply apply) {
    if (apply.arguments().size() != 2 || Comprehensions.operands(apply).size() > 0) {
      return Optional.empty();
    }
    Optional<Affine> left = affine(apply.arguments().get(0));
    Optional<Affine> right = affine(apply.arguments().get(1));
    if (left.isEmpty() || right.isEmpty()) {
      return Optional.empty();
    }
    Affine a = left.get();
    Affine b = right.get();
    return switch (apply.function()) {
      case ADD -> Optional.of(Positions.value(a.plus(b)));
      case SUBTRACT -> Optional.of(Positions.value(a.minus(b)));
      case LESS -> decide(a.minus(b).plus(1));
      case LESS_EQUAL -> decide(a.minus(b));
      case GREATER -> decide(b.minus(a).plus(1));
      case GREATER_EQUAL -> decide(b.minus(a));
      case EQUAL -> equal(a.minus(b), 1);
      case NOT_EQUAL -> equal(a.minus(b), 0);
      case MULTIPLY,
          DIVIDE,
          NEGATE,
          POWER,
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
          AND,
          OR,
          NOT,
          SELECT,
          STOP_GRADIENT ->
          Optional.empty();
    };
  }

  private static Optional<Affine> affine(Scalar scalar) {
    if (scalar instanceof Scalar.IndexValue value) {
      return Optional.of(value.expression());
    } else if (scalar instanceof Scalar.Constant c
        && c.value() == Math.rint(c.value())
        && Math.abs(c.value()) < 1 << 24) {
      return Optional.of(Affine.constant((int) c.value()));
    }
    return Optional.empty();
  }

  /** {@code difference <= 0}, if it is the same for all indices. */
  private Optional<Scalar> decide(Affine difference) {
    if (ranges.greatest(difference) <= 0) {
      return Optional.of(constant(1));
    }
    return ranges.least(difference) > 0 ? Optional.of(constant(0)) : Optional.empty();
  }

  private Optional<Scalar> equal(Affine difference, double ifEqual) {
    if (difference.isConstant() && difference.constant() == 0) {
      return Optional.of(constant(ifEqual));
    }
    boolean never = ranges.least(difference) > 0 || ranges.greatest(difference) < 0;
    return never ? Optional.of(constant(1 - ifEqual)) : Optional.empty();
  }
}
