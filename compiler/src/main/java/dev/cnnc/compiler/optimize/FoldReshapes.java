package dev.cnnc.compiler.optimize;

import dev.cnnc.compiler.graph.Graph;
import dev.cnnc.compiler.graph.Node;
import dev.cnnc.compiler.graph.Operation;
import dev.cnnc.compiler.graph.Operation.Comprehension;
import dev.cnnc.compiler.graph.Operation.Reshape;
import dev.cnnc.compiler.graph.Scalar;
import dev.cnnc.compiler.graph.Value;
import dev.cnnc.compiler.graph.algebra.Ranges;
import dev.cnnc.compiler.graph.algebra.Reads;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Reads reshaped tensors where they come from, if the place is a position there: a reshape that
 * splits an axis ({@code xs[g, c]} is {@code x[3*g + c]}), or adds and removes axes of one element.
 * A reshape of a reshape is one, and a reshape to the same shape is none.
 */
final class FoldReshapes {
  private final Map<Value, Value> origins = new HashMap<>();
  private final Map<Value, Value> same = new HashMap<>();

  private FoldReshapes() {}

  static Graph apply(Graph graph) {
    return new FoldReshapes().run(graph);
  }

  private Graph run(Graph graph) {
    List<Node> nodes = new ArrayList<>();
    UnaryOperator<Value> known = value -> same.getOrDefault(value, value);
    for (Node node : graph.nodes()) {
      Operation operation = Rewriting.replaceValues(node.operation(), known);
      if (operation instanceof Reshape reshape) {
        Value origin = origins.getOrDefault(reshape.tensor(), reshape.tensor());
        origins.put(node.result(), origin);
        if (origin.shape().equals(node.result().shape())) {
          same.put(node.result(), origin);
        }
        nodes.add(node.with(origin == reshape.tensor() ? reshape : new Reshape(origin)));
      } else if (operation instanceof Comprehension comprehension) {
        nodes.add(node.with(fold(comprehension)));
      } else {
        nodes.add(node);
      }
    }
    return graph.with(
        nodes,
        Rewriting.replaceValues(graph.outputs(), known),
        Rewriting.replaceValues(graph.updates(), known));
  }

  private Comprehension fold(Comprehension comprehension) {
    Comprehension current = comprehension;
    for (Value operand : comprehension.operands()) {
      if (origins.containsKey(operand)) {
        current = fold(current, operand, origins.get(operand));
      }
    }
    return current;
  }

  private static Comprehension fold(Comprehension comprehension, Value reshaped, Value origin) {
    Ranges ranges = Ranges.of(comprehension);
    AxisGroups groups = new AxisGroups(origin, reshaped.shape());
    Scalar body =
        Reads.replace(
            comprehension.body(),
            access ->
                access.tensor() == reshaped
                    ? groups.unshape(access, ranges).orElse(access)
                    : access);
    return Rewriting.withBody(comprehension, body);
  }
}
