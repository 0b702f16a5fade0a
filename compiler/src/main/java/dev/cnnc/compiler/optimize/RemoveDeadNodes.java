package dev.cnnc.compiler.optimize;

import dev.cnnc.compiler.graph.Graph;
import dev.cnnc.compiler.graph.Node;
import dev.cnnc.compiler.graph.Value;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Removes what no output and no update needs. What is given from outside stays. */
final class RemoveDeadNodes {
  private RemoveDeadNodes() {}

  static Graph apply(Graph graph) {
    Set<Value> needed = new HashSet<>(graph.outputs().values());
    needed.addAll(graph.updates().values());
    List<Node> kept = new ArrayList<>();
    for (int i = graph.nodes().size() - 1; i >= 0; i--) {
      Node node = graph.nodes().get(i);
      if (needed.contains(node.result()) || Rewriting.isGiven(node.operation())) {
        kept.add(node);
        needed.addAll(node.operation().operands());
      }
    }
    Collections.reverse(kept);
    return graph.with(kept);
  }
}
