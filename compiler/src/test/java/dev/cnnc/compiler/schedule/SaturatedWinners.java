package dev.cnnc.compiler.schedule;

import dev.cnnc.compiler.graph.Graph;
import dev.cnnc.compiler.graph.Operation.Comprehension;
import dev.cnnc.compiler.graph.Reduction;
import dev.cnnc.compiler.graph.Scalar;
import dev.cnnc.compiler.graph.ScalarFunction;
import java.util.EnumSet;
import java.util.Set;

/**
 * Graphs whose winners are not comparable between float and double: where a function saturates, as
 * {@code tanh} does for large arguments, terms that differ in double are equal in float, and the
 * first of them wins.
 */
final class SaturatedWinners {
  private static final Set<ScalarFunction> SATURATING =
      EnumSet.of(
          ScalarFunction.TANH, ScalarFunction.SIGMOID, ScalarFunction.ERF, ScalarFunction.EXP);

  private SaturatedWinners() {}

  static boolean in(Graph graph) {
    boolean winners =
        graph.nodes(Comprehension.class).stream()
            .map(node -> ((Comprehension) node.operation()).reduction())
            .anyMatch(r -> r == Reduction.ARGMAX || r == Reduction.ARGMIN);
    return winners
        && graph.nodes(Comprehension.class).stream()
            .anyMatch(node -> saturates(((Comprehension) node.operation()).body()));
  }

  private static boolean saturates(Scalar body) {
    return body instanceof Scalar.Apply apply
        && (SATURATING.contains(apply.function())
            || apply.arguments().stream().anyMatch(SaturatedWinners::saturates));
  }
}
