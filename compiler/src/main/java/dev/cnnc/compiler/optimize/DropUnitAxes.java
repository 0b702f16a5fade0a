package dev.cnnc.compiler.optimize;

import dev.cnnc.compiler.graph.Graph;
import dev.cnnc.compiler.graph.Node;
import dev.cnnc.compiler.graph.Operation.Comprehension;
import dev.cnnc.compiler.graph.Shape;
import dev.cnnc.compiler.graph.Value;

/**
 * Drops axes of one element from what is computed on the way to the outputs: {@code e[i < 1, k, j <
 * 1]} is {@code e[k]}.
 */
final class DropUnitAxes {
  private DropUnitAxes() {}

  static Graph apply(Graph graph) {
    Graph current = graph;
    for (Node node : graph.nodes()) {
      Value value = node.result();
      Shape shape = new Shape(ProducedShape.withoutUnits(value.shape()));
      if (node.operation() instanceof Comprehension && shape.rank() < value.shape().rank()) {
        Value dropped =
            new Value(value.name(), value.type(), shape, value.batched(), value.origin());
        current = ProducedShape.change(current, value, dropped).orElse(current);
      }
    }
    return current;
  }
}
