package dev.cnnc.compiler.schedule;

import dev.cnnc.compiler.graph.Graph;
import dev.cnnc.compiler.graph.Node;
import dev.cnnc.compiler.graph.Operation.Comprehension;
import dev.cnnc.compiler.graph.Reduction;
import dev.cnnc.compiler.graph.Scalar;
import dev.cnnc.compiler.graph.ScalarFunction;
import dev.cnnc.compiler.graph.Value;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Set;

/**
 * Graphs that are not comparable between float and double: where a function saturates, as {@code
 * tanh} does for large arguments, values that differ in double are equal in float. What jumps there
 * – the winner of a maximum, {@code floor}, a comparison – falls on the other side.
 */
final class SaturatedJumps {
  private static final Set<ScalarFunction> SATURATING =
      EnumSet.of(
          ScalarFunction.TANH, ScalarFunction.SIGMOID, ScalarFunction.ERF, ScalarFunction.EXP);

  private static final Set<ScalarFunction> JUMPING =
      EnumSet.of(
          ScalarFunction.FLOOR,
          ScalarFunction.REMAINDER,
          ScalarFunction.SIGN,
          ScalarFunction.EQUAL,
          ScalarFunction.NOT_EQUAL,
          ScalarFunction.LESS,
          ScalarFunction.LESS_EQUAL,
          ScalarFunction.GREATER,
          ScalarFunction.GREATER_EQUAL);

  private final Set<Value> saturated = new HashSet<>();

  private SaturatedJumps() {}

  static boolean in(Graph graph) {
    return new SaturatedJumps().isIn(graph);
  }

  private boolean isIn(Graph graph) {
    for (Node node : graph.nodes()) {
      boolean saturates = node.operation().operands().stream().anyMatch(saturated::contains);
      if (node.operation() instanceof Comprehension comprehension) {
        saturates |= saturates(comprehension.body());
        boolean winner =
            comprehension.reduction() == Reduction.ARGMAX
                || comprehension.reduction() == Reduction.ARGMIN;
        if (jumps(comprehension.body()) || (winner && saturates)) {
          return true;
        }
      }
      if (saturates) {
        saturated.add(node.result());
      }
    }
    return false;
  }

  private boolean saturates(Scalar body) {
    if (body instanceof Scalar.Access access) {
      return saturated.contains(access.tensor());
    }
    return body instanceof Scalar.Apply apply
        && (SATURATING.contains(apply.function())
            || apply.arguments().stream().anyMatch(this::saturates));
  }

  private boolean jumps(Scalar body) {
    return body instanceof Scalar.Apply apply
        && ((JUMPING.contains(apply.function())
                && apply.arguments().stream().anyMatch(this::saturates))
            || apply.arguments().stream().anyMatch(this::jumps));
  }
}
