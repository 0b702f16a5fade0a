package dev.cnnc.compiler.schedule;

import dev.cnnc.compiler.graph.Graph;
import dev.cnnc.compiler.graph.Node;
import dev.cnnc.compiler.graph.Value;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The values that the forward pass computes: what outputs other than gradients, and updates, need.
 * All others belong to the backward pass.
 */
final class AssignPhases {
  private AssignPhases() {}

  static Set<Value> forward(Graph graph) {
    Set<Value> needed = new HashSet<>(graph.updates().values());
    graph
        .outputs()
        .forEach(
            (name, value) -> {
              if (!name.startsWith(Scheduler.GRADIENT)) {
                needed.add(value);
              }
            });
    List<Node> nodes = graph.nodes();
    for (int i = nodes.size() - 1; i >= 0; i--) {
      if (needed.contains(nodes.get(i).result())) {
        needed.addAll(nodes.get(i).operation().operands());
      }
    }
    return needed;
  }
}
