package dev.cnnc.compiler.autodiff;

import dev.cnnc.compiler.graph.Affine;
import dev.cnnc.compiler.graph.Comprehensions;
import dev.cnnc.compiler.graph.ElementType;
import dev.cnnc.compiler.graph.Graph;
import dev.cnnc.compiler.graph.Index;
import dev.cnnc.compiler.graph.Node;
import dev.cnnc.compiler.graph.Operation;
import dev.cnnc.compiler.graph.Operation.Comprehension;
import dev.cnnc.compiler.graph.Origin;
import dev.cnnc.compiler.graph.Scalar;
import dev.cnnc.compiler.graph.Shape;
import dev.cnnc.compiler.graph.Subscript;
import dev.cnnc.compiler.graph.Value;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A graph's nodes, and those added behind them, under names that are unique. */
final class GrowingGraph {
  private final List<Node> nodes;
  private final Set<String> names = new HashSet<>();

  GrowingGraph(Graph graph) {
    nodes = new ArrayList<>(graph.nodes());
    nodes.forEach(node -> names.add(node.result().name()));
  }

  List<Node> nodes() {
    return List.copyOf(nodes);
  }

  /** A value per example, or one, as the comprehension's operands have it. */
  Value add(String name, Comprehension comprehension, Origin origin) {
    Shape shape = new Shape(comprehension.free().stream().map(Index::extent).toList());
    boolean batched = !comprehension.overBatch() && Comprehensions.batched(comprehension.body());
    return add(name, shape, batched, comprehension, origin);
  }

  Value add(String name, Shape shape, boolean batched, Operation operation, Origin origin) {
    Value result = new Value(unique(name), ElementType.F32, shape, batched, origin);
    nodes.add(new Node(result, operation));
    return result;
  }

  private String unique(String name) {
    String candidate = name;
    for (int i = 2; !names.add(candidate); i++) {
      candidate = name + "_" + i;
    }
    return candidate;
  }

  /** {@code tensor[i, j, …]}, each index standing alone. */
  static Scalar.Access read(Value tensor, List<Index> indices) {
    List<Subscript> subscripts = new ArrayList<>();
    for (Index index : indices) {
      subscripts.add(new Subscript.Position(Affine.index(index.name())));
    }
    return new Scalar.Access(tensor, subscripts);
  }
}
