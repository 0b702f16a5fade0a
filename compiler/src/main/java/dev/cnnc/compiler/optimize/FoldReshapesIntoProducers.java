package dev.cnnc.compiler.optimize;

import dev.cnnc.compiler.graph.Graph;
import dev.cnnc.compiler.graph.Node;
import dev.cnnc.compiler.graph.Operation.Reshape;
import dev.cnnc.compiler.graph.Value;

/**
 * Computes a value in the shape that it is reshaped to at once, where the two differ in axes of one
 * element only: {@code z[g < 1, f, i, j] = …; y = reshape(z)} becomes {@code y[f, i, j] = …}. What
 * else reads {@code z} reads {@code y}.
 */
final class FoldReshapesIntoProducers {
  private FoldReshapesIntoProducers() {}

  static Graph apply(Graph graph) {
    Graph current = graph;
    for (Node node : graph.nodes()) {
      if (node.operation() instanceof Reshape reshape && isComputed(current, reshape.tensor())) {
        Value from = reshape.tensor();
        Value to = node.result();
        if (ProducedShape.withoutUnits(from.shape())
            .equals(ProducedShape.withoutUnits(to.shape()))) {
          current = ProducedShape.change(current, from, to).orElse(current);
        }
      }
    }
    return current;
  }

  /** Whether it is still there: another reshape of it may have taken its place. */
  private static boolean isComputed(Graph graph, Value value) {
    return graph.nodes().stream().anyMatch(node -> node.result() == value);
  }
}
