package dev.cnnc.compiler.graph;

import java.util.HashSet;
import java.util.Set;

/**
 * The values that follow from parameters, states and constants alone. A network that is used and
 * not trained computes them once.
 */
public final class PreparedValues {
  private PreparedValues() {}

  /**
   * These values, parameters and states included; none if the graph is a part of training, where
   * parameters change from run to run.
   */
  public static Set<Value> of(Graph graph) {
    Set<Value> prepared = new HashSet<>();
    boolean trains =
        !graph.updates().isEmpty()
            || graph.outputs().keySet().stream()
                .anyMatch(name -> name.startsWith(ForwardPass.GRADIENT));
    if (trains) {
      return prepared;
    }
    for (Node node : graph.nodes()) {
      boolean varies =
          node.operation() instanceof Operation.Input
              || node.operation() instanceof Operation.Uniform
              || node.result().batched();
      if (!varies && prepared.containsAll(node.operation().operands())) {
        prepared.add(node.result());
      }
    }
    return prepared;
  }
}
