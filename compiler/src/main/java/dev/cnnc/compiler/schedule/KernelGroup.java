package dev.cnnc.compiler.schedule;

import dev.cnnc.compiler.graph.Node;
import dev.cnnc.compiler.graph.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Nodes that one kernel computes.
 *
 * @param root the reduction, or the first of several elementwise formulas
 * @param search the number of the first extreme term, where the root is the extreme term itself
 * @param epilogues formulas of the root's result, element by element, computed before it is stored
 * @param stored those results that others need
 */
record KernelGroup(Node root, Optional<Node> search, List<Node> epilogues, Set<Value> stored) {
  KernelGroup {
    epilogues = List.copyOf(epilogues);
    stored = Set.copyOf(stored);
  }

  static KernelGroup of(Node node) {
    return new KernelGroup(node, Optional.empty(), List.of(), Set.of(node.result()));
  }

  List<Node> nodes() {
    List<Node> nodes = new ArrayList<>(List.of(root));
    search.ifPresent(nodes::add);
    nodes.addAll(epilogues);
    return nodes;
  }

  List<Value> members() {
    return nodes().stream().map(Node::result).toList();
  }

  int size() {
    return nodes().size();
  }
}
