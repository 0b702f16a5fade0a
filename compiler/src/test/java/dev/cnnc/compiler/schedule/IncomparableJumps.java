package dev.cnnc.compiler.schedule;

import dev.cnnc.compiler.graph.Comprehensions;
import dev.cnnc.compiler.graph.Graph;
import dev.cnnc.compiler.graph.Node;
import dev.cnnc.compiler.graph.Operation.Comprehension;
import dev.cnnc.compiler.graph.Reduction;
import dev.cnnc.compiler.graph.Scalar;
import dev.cnnc.compiler.graph.ScalarFunction;
import dev.cnnc.compiler.graph.Value;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Graphs that are not comparable between float and double: where a function saturates, as {@code
 * tanh} does for large arguments, values that differ in double are equal in float. What jumps there
 * – the winner of a maximum, {@code floor}, a comparison – falls on the other side. So does the
 * winner among terms that are equal but for rounding: {@code x - s[u] + s[u]}.
 */
final class IncomparableJumps {
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

  private IncomparableJumps() {}

  static boolean in(Graph graph) {
    return new IncomparableJumps().isIn(graph);
  }

  private boolean isIn(Graph graph) {
    for (Node node : graph.nodes()) {
      boolean saturates = node.operation().operands().stream().anyMatch(saturated::contains);
      if (node.operation() instanceof Comprehension comprehension) {
        saturates |= saturates(comprehension.body());
        boolean winner =
            comprehension.reduction() == Reduction.ARGMAX
                || comprehension.reduction() == Reduction.ARGMIN;
        if (jumps(comprehension.body())
            || (winner && (saturates || cancels(comprehension.body())))) {
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

  /** Whether a term reads something twice, and may add and subtract it. */
  private static boolean cancels(Scalar body) {
    List<Scalar.Access> accesses = Comprehensions.accesses(body);
    return Set.copyOf(accesses).size() < accesses.size();
  }

  private boolean jumps(Scalar body) {
    return body instanceof Scalar.Apply apply
        && ((JUMPING.contains(apply.function())
                && apply.arguments().stream().anyMatch(this::saturates))
            || apply.arguments().stream().anyMatch(this::jumps));
  }
}
