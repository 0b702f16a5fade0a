package dev.cnnc.compiler.graph;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The values that the forward pass computes: what outputs other than gradients, and updates, need.
 * All others belong to the backward pass.
 */
public final class ForwardPass {
  /** What the names of gradients begin with. */
  public static final String GRADIENT = "grad.";

  private ForwardPass() {}

  public static Set<Value> values(Graph graph) {
    Set<Value> needed = new HashSet<>(graph.updates().values());
    graph
        .outputs()
        .forEach(
            (name, value) -> {
              if (!name.startsWith(GRADIENT)) {
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
