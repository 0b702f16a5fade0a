package dev.cnnc.compiler.view;

import dev.cnnc.compiler.graph.Graph;
import dev.cnnc.compiler.graph.Node;
import dev.cnnc.compiler.graph.Operation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The nodes of a graph sorted by the call of a layer that they belong to. */
final class LayerCalls {
  private LayerCalls() {}

  /**
   * By path, e.g. {@code conv2d_1}, in the order of the first node. Nodes of the model's own body
   * have none.
   *
   * @param depth how many calls deep a path goes at most; what is deeper belongs to its caller
   */
  static Map<String, List<Node>> group(Graph graph, int depth) {
    Map<String, List<Node>> calls = new LinkedHashMap<>();
    for (Node node : graph.nodes()) {
      String path = path(node, depth);
      if (!path.isEmpty()) {
        calls.computeIfAbsent(path, p -> new ArrayList<>()).add(node);
      }
    }
    return calls;
  }

  /** The path that a node belongs to; empty in the model's own body. */
  static String path(Node node, int depth) {
    String path = node.result().origin().layer();
    int end = -1;
    for (int level = 0; level < depth; level++) {
      end = path.indexOf('.', end + 1);
      if (end < 0) {
        return path;
      }
    }
    return path.substring(0, end);
  }

  /** How many numbers the parameters among these nodes hold. */
  static long parameters(List<Node> nodes) {
    return nodes.stream()
        .filter(node -> node.operation() instanceof Operation.Parameter)
        .mapToLong(node -> node.result().shape().size())
        .sum();
  }
}
