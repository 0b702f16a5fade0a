package dev.cnnc.compiler.gradcheck;

import dev.cnnc.compiler.graph.Graph;
import dev.cnnc.compiler.graph.Node;
import dev.cnnc.compiler.graph.Operation;
import dev.cnnc.compiler.graph.Value;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What of a graph has to be computed anew for the outputs when one of its tensors changes. What it
 * reads of the rest is an input.
 */
final class DependentPart {
  private DependentPart() {}

  static Graph of(Graph graph, Value changed) {
    Set<Value> dependent = new HashSet<>(Set.of(changed));
    for (Node node : graph.nodes()) {
      if (node.operation().operands().stream().anyMatch(dependent::contains)) {
        dependent.add(node.result());
      }
    }
    Set<Value> needed = new HashSet<>(graph.outputs().values());
    List<Node> nodes = graph.nodes();
    List<Node> kept = new ArrayList<>();
    for (int i = nodes.size() - 1; i >= 0; i--) {
      Node node = nodes.get(i);
      if (!needed.contains(node.result())) {
        continue;
      }
      boolean computed = dependent.contains(node.result()) && node.result() != changed;
      kept.add(0, computed ? node : new Node(node.result(), new Operation.Input()));
      if (computed) {
        needed.addAll(node.operation().operands());
      }
    }
    return new Graph(graph.name(), kept, graph.outputs(), Map.of());
  }
}
