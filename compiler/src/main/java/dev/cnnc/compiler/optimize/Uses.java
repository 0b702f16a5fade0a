package dev.cnnc.compiler.optimize;

import dev.cnnc.compiler.graph.Graph;
import dev.cnnc.compiler.graph.Node;
import dev.cnnc.compiler.graph.Value;
import java.util.HashMap;
import java.util.Map;

/**
 * Where the values of a graph come from and go to.
 *
 * @param producers the node that computes a value
 * @param readers how many nodes and outputs read a value; nothing for none
 */
record Uses(Map<Value, Node> producers, Map<Value, Integer> readers) {
  static Uses in(Graph graph) {
    Map<Value, Node> producers = new HashMap<>();
    Map<Value, Integer> readers = new HashMap<>();
    graph.outputs().values().forEach(value -> readers.merge(value, 1, Integer::sum));
    for (Node node : graph.nodes()) {
      producers.put(node.result(), node);
      node.operation().operands().forEach(value -> readers.merge(value, 1, Integer::sum));
    }
    return new Uses(producers, readers);
  }
}
