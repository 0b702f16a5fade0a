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

  /** The reduced value; of a search for the first extreme term, the extreme. */
  private final FloatExpression.Variable value;

  private final Optional<FloatExpression.Variable> first;

  /** Whether the code up to here has certainly seen a term. */
  private boolean certain = false;

  private Accumulator(
      Nest nest,
      boolean vector,
      FloatExpression.Variable value,
      Optional<FloatExpression.Variable> first) {
    this.nest = nest;
    this.vector = vector;
    this.value = value;
    this.first = first;
  }

  /**
   * @param start what the reduction starts from
   */
  static Accumulator of(Nest nest, boolean vector, Block block, FloatExpression start) {
    FloatExpression.Variable value = block.introduce("sum", start);
    Optional<FloatExpression.Variable> first =
        nest.first().map(access -> block.introduce("first", lanes(-1, vector)));
    return new Accumulator(nest, vector, value, first);
  }

  /** What the reduction of no term gives. */
  static FloatExpression identity(Reduction reduction, boolean vector) {
    float identity =
        switch (reduction) {
          case NONE, SUM, COUNT -> 0;
          case PROD -> 1;
          case MAX, ARGMAX -> Float.NEGATIVE_INFINITY;
          case MIN, ARGMIN -> Float.POSITIVE_INFINITY;
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
    if (first.isPresent()) {
      FloatExpression found = block.define("term", term.value(nest.body()));
      search(first.get(), found, term.value(new Scalar.IndexValue(number)), isFirst, block);
      block.statements.add(new Statement.AssignFloat(value.name(), extreme(found)));
    } else {
      block.statements.add(new Statement.AssignFloat(value.name(), combined(term)));
    }
  }

  private FloatExpression combined(LowerTerm term) {
    return switch (nest.reduction()) {
      case NONE, SUM -> term.add(value, nest.body());
      case COUNT -> LowerTerm.apply(ScalarFunction.ADD, value, lanes(1, vector));
      case PROD -> LowerTerm.apply(ScalarFunction.MULTIPLY, value, term.value(nest.body()));
      case MAX, MIN, ARGMAX, ARGMIN -> extreme(term.value(nest.body()));
    };
  }

  private FloatExpression extreme(FloatExpression term) {
    return LowerTerm.apply(leastWins() ? ScalarFunction.MIN : ScalarFunction.MAX, value, term);
  }

  private boolean leastWins() {
    return nest.reduction() == Reduction.MIN || nest.reduction() == Reduction.ARGMIN;
  }

  /**
   * The first term wins, whatever it is; then, where {@code term} is better than the extreme so
   * far, {@code first = number}.
   */
  private void search(
      FloatExpression.Variable first,
      FloatExpression term,
      FloatExpression number,
      boolean isFirst,
      Block block) {
    if (isFirst) {
      certain = true;
      block.statements.add(new Statement.AssignFloat(first.name(), number));
      return;
    }
    FloatExpression better =
        LowerTerm.apply(leastWins() ? ScalarFunction.LESS : ScalarFunction.GREATER, term, value);
    if (!certain) {
      FloatExpression none = LowerTerm.apply(ScalarFunction.LESS, first, lanes(0, vector));
      better = LowerTerm.apply(ScalarFunction.OR, none, better);
    }
    block.statements.add(
        new Statement.AssignFloat(
            first.name(), LowerTerm.apply(ScalarFunction.SELECT, better, number, first)));
  }

  /** What the accesses in the nest's stores stand for. */
  Map<Scalar.Access, FloatExpression> results() {
    Map<Scalar.Access, FloatExpression> results = new HashMap<>();
    nest.value().ifPresent(access -> results.put(access, value));
    nest.first().ifPresent(access -> results.put(access, first.orElseThrow()));
    return results;
  }
}
