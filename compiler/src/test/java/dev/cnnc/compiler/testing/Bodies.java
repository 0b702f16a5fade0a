package dev.cnnc.compiler.testing;

import static dev.cnnc.compiler.graph.Scalar.apply;
import static dev.cnnc.compiler.graph.Scalar.constant;

import dev.cnnc.compiler.graph.Affine;
import dev.cnnc.compiler.graph.Index;
import dev.cnnc.compiler.graph.Scalar;
import dev.cnnc.compiler.graph.ScalarFunction;
import dev.cnnc.compiler.testing.RandomGraphs.Kind;
import java.util.ArrayList;
import java.util.List;

/**
 * Random bodies of comprehensions whose value stays finite and of moderate size whatever is read.
 */
final class Bodies {
  interface Accesses {
    /**
     * @param reduces whether the body is reduced, so that it may read outside
     */
    Scalar.Access next(List<Index> free, List<Index> reduced, boolean reduces);
  }

  private static final List<ScalarFunction> COMPARISONS =
      List.of(
          ScalarFunction.LESS,
          ScalarFunction.LESS_EQUAL,
          ScalarFunction.GREATER,
          ScalarFunction.GREATER_EQUAL,
          ScalarFunction.EQUAL,
          ScalarFunction.NOT_EQUAL);

  private final Choices choices;
  private final Kind kind;
  private final List<Index> free;
  private final List<Index> reduced;
  private final boolean reduces;
  private final Accesses accesses;

  Bodies(
      Choices choices,
      Kind kind,
      List<Index> free,
      List<Index> reduced,
      Accesses accesses,
      boolean reduces) {
    this.choices = choices;
    this.kind = kind;
    this.free = free;
    this.reduced = reduced;
    this.reduces = reduces;
    this.accesses = accesses;
  }

  /** A tree of at most {@code depth} levels of functions. */
  Scalar body(int depth) {
    if (depth == 0) {
      return leaf();
    }
    int smooth = 10;
    return switch (choices.below(kind == Kind.DIFFERENTIABLE ? smooth : smooth + 6)) {
      case 0, 1 -> leaf();
      case 2, 3 -> apply(ScalarFunction.MULTIPLY, body(depth - 1), body(depth - 1));
      case 4 -> apply(ScalarFunction.ADD, body(depth - 1), body(depth - 1));
      case 5 -> apply(ScalarFunction.SUBTRACT, body(depth - 1), body(depth - 1));
      case 6 -> bounded(depth);
      case 7 -> ofPositive(depth);
      case 8 -> apply(ScalarFunction.NEGATE, body(depth - 1));
      case 9 ->
          apply(
              choices.of(List.of(ScalarFunction.MAX, ScalarFunction.MIN)),
              body(depth - 1),
              body(depth - 1));
      case 10 -> apply(ScalarFunction.SELECT, condition(depth), body(depth - 1), body(depth - 1));
      case 11 -> condition(depth);
      case 12 -> apply(ScalarFunction.ABS, body(depth - 1));
      case 13 ->
          apply(choices.of(List.of(ScalarFunction.FLOOR, ScalarFunction.SIGN)), body(depth - 1));
      case 14 -> apply(ScalarFunction.REMAINDER, body(depth - 1), constant(choices.between(1, 3)));
      default -> apply(ScalarFunction.STOP_GRADIENT, body(depth - 1));
    };
  }

  private Scalar condition(int depth) {
    Scalar comparison = apply(choices.of(COMPARISONS), body(depth - 1), body(depth - 1));
    return switch (choices.below(4)) {
      case 0, 1 -> comparison;
      case 2 -> apply(ScalarFunction.NOT, comparison);
      default ->
          apply(
              choices.of(List.of(ScalarFunction.AND, ScalarFunction.OR)),
              comparison,
              body(depth - 1));
    };
  }

  private Scalar bounded(int depth) {
    ScalarFunction function =
        choices.of(List.of(ScalarFunction.TANH, ScalarFunction.SIGMOID, ScalarFunction.ERF));
    return apply(function, body(depth - 1));
  }

  /** Functions of an argument between 1 and 3. */
  private Scalar ofPositive(int depth) {
    Scalar argument =
        apply(ScalarFunction.ADD, constant(2), apply(ScalarFunction.TANH, body(depth - 1)));
    return switch (choices.below(6)) {
      case 0 -> apply(ScalarFunction.DIVIDE, leaf(), argument);
      case 1 -> apply(ScalarFunction.EXP, argument);
      case 2 -> apply(ScalarFunction.LOG, argument);
      case 3 -> apply(ScalarFunction.SQRT, argument);
      case 4 -> apply(ScalarFunction.RSQRT, argument);
      default -> apply(ScalarFunction.POWER, argument, constant(choices.between(-2, 3)));
    };
  }

  private Scalar leaf() {
    List<Index> indices = new ArrayList<>(free);
    indices.addAll(reduced);
    return switch (choices.below(12)) {
      case 10 -> constant((choices.between(0, 16) - 8) / 4.0);
      case 11 ->
          indices.isEmpty()
              ? new Scalar.BatchSize()
              : new Scalar.IndexValue(
                  Affine.index(choices.of(indices).name()).plus(choices.between(0, 2) - 1));
      default -> accesses.next(free, reduced, reduces);
    };
  }
}
