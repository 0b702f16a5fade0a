package dev.cnnc.compiler.schedule;

import dev.cnnc.compiler.graph.Affine;
import dev.cnnc.compiler.graph.Reduction;
import dev.cnnc.compiler.graph.Scalar;
import dev.cnnc.compiler.graph.ScalarFunction;
import dev.cnnc.compiler.loop.FloatExpression;
import dev.cnnc.compiler.loop.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The registers that one element of a tile is reduced in, and what a term does to them. */
final class Accumulator {
  private final Nest nest;
  private final boolean vector;
  private final Optional<FloatExpression.Variable> value;
  private final Optional<FloatExpression.Variable> best;
  private final Optional<FloatExpression.Variable> first;

  /** Whether the code up to here has certainly seen a term. */
  private boolean certain = false;

  private Accumulator(
      Nest nest,
      boolean vector,
      Optional<FloatExpression.Variable> value,
      Optional<FloatExpression.Variable> best,
      Optional<FloatExpression.Variable> first) {
    this.nest = nest;
    this.vector = vector;
    this.value = value;
    this.best = best;
    this.first = first;
  }

  /**
   * @param start what the reduction starts from
   */
  static Accumulator of(Nest nest, boolean vector, Block block, FloatExpression start) {
    Optional<FloatExpression.Variable> value =
        nest.value().map(access -> block.introduce("sum", start));
    boolean search = nest.first().isPresent();
    return new Accumulator(
        nest,
        vector,
        value,
        search ? Optional.of(block.introduce("best", lanes(0, vector))) : Optional.empty(),
        search ? Optional.of(block.introduce("first", lanes(-1, vector))) : Optional.empty());
  }

  /** What the reduction of no term gives. */
  static FloatExpression identity(Reduction reduction, boolean vector) {
    float identity =
        switch (reduction) {
          case NONE, SUM, COUNT -> 0;
          case PROD -> 1;
          case MAX -> Float.NEGATIVE_INFINITY;
          case MIN -> Float.POSITIVE_INFINITY;
          case ARGMAX, ARGMIN -> -1;
        };
    return lanes(identity, vector);
  }

  private static FloatExpression lanes(float number, boolean vector) {
    FloatExpression constant = new FloatExpression.Constant(number);
    return vector ? new FloatExpression.Broadcast(constant) : constant;
  }

  /**
   * @param number the term's number
   * @param isFirst whether this is known to be the first term of all
   */
  void add(LowerTerm term, Affine number, boolean isFirst, Block block) {
    value.ifPresent(
        sum -> block.statements.add(new Statement.AssignFloat(sum.name(), combined(sum, term))));
    if (first.isPresent()) {
      search(term, number, isFirst, block);
    }
  }

  private FloatExpression combined(FloatExpression sum, LowerTerm term) {
    return switch (nest.reduction()) {
      case NONE, SUM -> term.add(sum, nest.body());
      case COUNT -> LowerTerm.apply(ScalarFunction.ADD, sum, lanes(1, vector));
      case PROD -> LowerTerm.apply(ScalarFunction.MULTIPLY, sum, term.value(nest.body()));
      case MAX, ARGMAX -> LowerTerm.apply(ScalarFunction.MAX, sum, term.value(nest.body()));
      case MIN, ARGMIN -> LowerTerm.apply(ScalarFunction.MIN, sum, term.value(nest.body()));
    };
  }

  /**
   * The first term wins, whatever it is; then, where {@code term > best}, {@code first = number}
   * and {@code best = term}.
   */
  private void search(LowerTerm term, Affine number, boolean isFirst, Block block) {
    FloatExpression value = block.define("term", term.value(nest.body()));
    FloatExpression ordinal = term.value(new Scalar.IndexValue(number));
    FloatExpression.Variable best = this.best.orElseThrow();
    FloatExpression.Variable first = this.first.orElseThrow();
    if (isFirst) {
      certain = true;
      block.statements.add(new Statement.AssignFloat(first.name(), ordinal));
      block.statements.add(new Statement.AssignFloat(best.name(), value));
      return;
    }
    ScalarFunction comparison =
        switch (nest.reduction()) {
          case ARGMIN, MIN -> ScalarFunction.LESS;
          case ARGMAX, MAX, NONE, SUM, PROD, COUNT -> ScalarFunction.GREATER;
        };
    FloatExpression better = LowerTerm.apply(comparison, value, best);
    if (!certain) {
      FloatExpression none = LowerTerm.apply(ScalarFunction.LESS, first, lanes(0, vector));
      better = block.introduce("better", LowerTerm.apply(ScalarFunction.OR, none, better));
    }
    block.statements.add(
        new Statement.AssignFloat(
            first.name(), LowerTerm.apply(ScalarFunction.SELECT, better, ordinal, first)));
    block.statements.add(
        new Statement.AssignFloat(
            best.name(), LowerTerm.apply(ScalarFunction.SELECT, better, value, best)));
  }

  /** What the accesses in the nest's stores stand for. */
  Map<Scalar.Access, FloatExpression> results() {
    Map<Scalar.Access, FloatExpression> results = new HashMap<>();
    nest.value().ifPresent(access -> results.put(access, value.orElseThrow()));
    nest.first().ifPresent(access -> results.put(access, first.orElseThrow()));
    return results;
  }
}
