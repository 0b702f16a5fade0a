package dev.cnnc.compiler.optimize.winograd;

import dev.cnnc.compiler.graph.Comprehensions;
import dev.cnnc.compiler.graph.ElementType;
import dev.cnnc.compiler.graph.Graph;
import dev.cnnc.compiler.graph.Index;
import dev.cnnc.compiler.graph.Node;
import dev.cnnc.compiler.graph.Operation;
import dev.cnnc.compiler.graph.Operation.Comprehension;
import dev.cnnc.compiler.graph.Origin;
import dev.cnnc.compiler.graph.Shape;
import dev.cnnc.compiler.graph.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The nodes of a graph that is being rewritten. */
final class AddedNodes {
  private final List<Node> nodes = new ArrayList<>();
  private final Set<String> names = new HashSet<>();
  private final Map<Matrix, Value> matrices = new HashMap<>();

  /** Nothing yet, but the names of the values of {@code graph} are taken. */
  AddedNodes(Graph graph) {
    graph.nodes().forEach(node -> names.add(node.result().name()));
  }

  List<Node> all() {
    return nodes;
  }

  void add(Node node) {
    nodes.add(node);
  }

  /** Adds what a comprehension computes. */
  Value add(String name, Comprehension comprehension, Origin origin) {
    Shape shape = new Shape(comprehension.free().stream().map(Index::extent).toList());
    boolean batched = !comprehension.overBatch() && Comprehensions.batched(comprehension.body());
    return add(name, shape, batched, comprehension, origin);
  }

  /** Adds a tensor in another shape. */
  Value addReshape(String name, Value tensor, Shape shape, Origin origin) {
    return add(name, shape, tensor.batched(), new Operation.Reshape(tensor), origin);
  }

  /** A matrix as one axis of numbers, row by row; the same value each time. */
  Value matrix(Matrix matrix) {
    Shape shape = Shape.of(matrix.numbers().size());
    Operation numbers = new Operation.Constant(matrix.numbers());
    return matrices.computeIfAbsent(matrix, m -> add(m.name(), shape, false, numbers, Origin.NONE));
  }

  private Value add(String name, Shape shape, boolean batched, Operation operation, Origin origin) {
    String unique = name;
    for (int i = 2; !names.add(unique); i++) {
      unique = name + "_" + i;
    }
    Value value = new Value(unique, ElementType.F32, shape, batched, origin);
    nodes.add(new Node(value, operation));
    return value;
  }
}
