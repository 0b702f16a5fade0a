package dev.cnnc.compiler.elaborate;

import dev.cnnc.compiler.graph.Comprehensions;
import dev.cnnc.compiler.graph.ElementType;
import dev.cnnc.compiler.graph.Graph;
import dev.cnnc.compiler.graph.Index;
import dev.cnnc.compiler.graph.Node;
import dev.cnnc.compiler.graph.Operation;
import dev.cnnc.compiler.graph.Operation.Comprehension;
import dev.cnnc.compiler.graph.Origin;
import dev.cnnc.compiler.graph.Reduction;
import dev.cnnc.compiler.graph.Scalar;
import dev.cnnc.compiler.graph.Shape;
import dev.cnnc.compiler.graph.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Collects the nodes of a graph and keeps the names of its values unique. */
final class GraphBuilder {
  static final int MAX_NODES = 100_000;

  private final List<Node> nodes = new ArrayList<>();
  private final Set<String> names = new HashSet<>();
  private final Map<String, Integer> copies = new HashMap<>();
  private final Map<String, Node> keyed = new HashMap<>();
  private int streams;

  boolean full() {
    return nodes.size() >= MAX_NODES;
  }

  /** Whether {@code name} is the name of a value already. */
  boolean has(String name) {
    return names.contains(name);
  }

  /** The parameter, state or input of this name. */
  Optional<Node> keyed(String name) {
    return Optional.ofNullable(keyed.get(name));
  }

  /** Adds an input, parameter or state, whose name is its key and must be free. */
  Value addKeyed(
      String name, ElementType type, Shape shape, boolean batched, Origin origin, Operation kind) {
    if (!names.add(name)) {
      throw new IllegalArgumentException("two values are called " + name);
    }
    Value value = new Value(name, type, shape, batched, origin);
    Node node = new Node(value, kind);
    nodes.add(node);
    keyed.put(name, node);
    return value;
  }

  /** Adds a node that another graph has, too: the same value. */
  Value addShared(Node node) {
    names.add(node.result().name());
    nodes.add(node);
    keyed.put(node.result().name(), node);
    return node.result();
  }

  Value addReshape(String name, Value tensor, Shape shape, Origin origin) {
    if (tensor.shape().equals(shape)) {
      return tensor;
    }
    return add(
        new Value(unique(name), tensor.type(), shape, tensor.batched(), origin),
        new Operation.Reshape(tensor));
  }

  /** Numbers known at compile time. */
  Value addConstant(String name, List<Double> values, Origin origin) {
    return add(
        new Value(unique(name), ElementType.F32, Shape.of(values.size()), false, origin),
        new Operation.Constant(values));
  }

  /** Uniform random numbers with a sequence of their own. */
  Value addUniform(String name, Shape shape, boolean batched, Origin origin) {
    return add(
        new Value(unique(name), ElementType.F32, shape, batched, origin),
        new Operation.Uniform(streams++));
  }

  /** Adds a comprehension; one that only copies a tensor is that tensor. */
  Value addComprehension(String name, Comprehension comprehension, Origin origin) {
    if (comprehension.reduction() == Reduction.NONE
        && comprehension.body() instanceof Scalar.Access access
        && copies(comprehension.free(), access)) {
      return access.tensor();
    }
    Shape shape = new Shape(comprehension.free().stream().map(Index::extent).toList());
    boolean batched = !comprehension.overBatch() && Comprehensions.batched(comprehension.body());
    return add(new Value(unique(name), ElementType.F32, shape, batched, origin), comprehension);
  }

  private static boolean copies(List<Index> free, Scalar.Access access) {
    Value tensor = access.tensor();
    if (tensor.type() != ElementType.F32 || tensor.shape().rank() != free.size()) {
      return false;
    }
    for (int axis = 0; axis < free.size(); axis++) {
      Index index = free.get(axis);
      if (index.extent() != tensor.shape().extent(axis)
          || !access.subscripts().get(axis).equals(Axes.at(index.name()))) {
        return false;
      }
    }
    return true;
  }

  private Value add(Value value, Operation operation) {
    nodes.add(new Node(value, operation));
    return value;
  }

  private String unique(String name) {
    String candidate = name;
    while (!names.add(candidate)) {
      candidate = name + "_" + (copies.merge(name, 1, Integer::sum) + 1);
    }
    return candidate;
  }

  Graph build(String name, Map<String, Value> outputs, Map<Value, Value> updates) {
    return new Graph(name, nodes, outputs, updates);
  }
}
