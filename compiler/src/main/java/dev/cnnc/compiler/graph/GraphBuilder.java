package dev.cnnc.compiler.graph;

import dev.cnnc.compiler.graph.Operation.Comprehension;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Collects the nodes of a graph and keeps the names of its values unique. */
public final class GraphBuilder {
  public static final int MAX_NODES = 100_000;

  private final List<Node> nodes = new ArrayList<>();
  private final Set<String> names = new HashSet<>();
  private final Map<String, Integer> copies = new HashMap<>();
  private final Map<String, Node> keyed = new HashMap<>();
  private int streams;

  public GraphBuilder() {}

  /** Goes on from the nodes of a graph. */
  public GraphBuilder(Graph graph) {
    for (Node node : graph.nodes()) {
      if (node.operation() instanceof Operation.Input
          || node.operation() instanceof Operation.Parameter
          || node.operation() instanceof Operation.State) {
        addShared(node);
      } else {
        names.add(node.result().name());
        nodes.add(node);
      }
      if (node.operation() instanceof Operation.Uniform uniform) {
        streams = Math.max(streams, uniform.stream() + 1);
      }
    }
  }

  /**
   * Has no nodes yet, but gives no name that {@code graph} has: for a pass that goes through its
   * nodes, keeps some ({@link #keep}) and adds others.
   */
  public static GraphBuilder rewriting(Graph graph) {
    GraphBuilder builder = new GraphBuilder();
    graph.nodes().forEach(node -> builder.names.add(node.result().name()));
    return builder;
  }

  /** Adds a node as it is, of a value whose name it knows. */
  public void keep(Node node) {
    nodes.add(node);
  }

  public boolean full() {
    return nodes.size() >= MAX_NODES;
  }

  /** The nodes so far. */
  public List<Node> nodes() {
    return List.copyOf(nodes);
  }

  /** Whether {@code name} is the name of a value already. */
  public boolean has(String name) {
    return names.contains(name);
  }

  /** The parameter, state or input of this name. */
  public Optional<Node> keyed(String name) {
    return Optional.ofNullable(keyed.get(name));
  }

  /**
   * Adds an input, parameter or state, whose name is its key.
   *
   * @throws IllegalArgumentException if the name is taken
   */
  public Value addKeyed(
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
  public Value addShared(Node node) {
    names.add(node.result().name());
    nodes.add(node);
    keyed.put(node.result().name(), node);
    return node.result();
  }

  public Value addReshape(String name, Value tensor, Shape shape, Origin origin) {
    if (tensor.shape().equals(shape)) {
      return tensor;
    }
    return add(name, tensor.type(), shape, tensor.batched(), new Operation.Reshape(tensor), origin);
  }

  /** Numbers known at compile time. */
  public Value addConstant(String name, List<Double> values, Origin origin) {
    return add(
        name,
        ElementType.F32,
        Shape.of(values.size()),
        false,
        new Operation.Constant(values),
        origin);
  }

  /** Uniform random numbers with a sequence of their own. */
  public Value addUniform(String name, Shape shape, boolean batched, Origin origin) {
    return add(name, ElementType.F32, shape, batched, new Operation.Uniform(streams++), origin);
  }

  /** Adds a comprehension; one that only copies a tensor is that tensor. */
  public Value addComprehension(String name, Comprehension comprehension, Origin origin) {
    if (comprehension.reduction() == Reduction.NONE
        && comprehension.body() instanceof Scalar.Access access
        && copies(comprehension.free(), access)) {
      return access.tensor();
    }
    return add(name, comprehension, origin);
  }

  private static boolean copies(List<Index> free, Scalar.Access access) {
    Value tensor = access.tensor();
    if (tensor.type() != ElementType.F32 || tensor.shape().rank() != free.size()) {
      return false;
    }
    for (int axis = 0; axis < free.size(); axis++) {
      Index index = free.get(axis);
      if (index.extent() != tensor.shape().extent(axis)
          || !access.subscripts().get(axis).equals(at(index))) {
        return false;
      }
    }
    return true;
  }

  /** Adds a comprehension: a value per example, or one, as its operands have it. */
  public Value add(String name, Comprehension comprehension, Origin origin) {
    Shape shape = new Shape(comprehension.free().stream().map(Index::extent).toList());
    boolean batched = !comprehension.overBatch() && Comprehensions.batched(comprehension.body());
    return add(name, ElementType.F32, shape, batched, comprehension, origin);
  }

  /** Adds a node under {@code name}, or with a number behind it if that is taken. */
  public Value add(
      String name,
      ElementType type,
      Shape shape,
      boolean batched,
      Operation operation,
      Origin origin) {
    Value value = new Value(unique(name), type, shape, batched, origin);
    nodes.add(new Node(value, operation));
    return value;
  }

  private static Subscript at(Index index) {
    return new Subscript.Position(Affine.index(index.name()));
  }

  private String unique(String name) {
    String candidate = name;
    while (!names.add(candidate)) {
      candidate = name + "_" + (copies.merge(name, 1, Integer::sum) + 1);
    }
    return candidate;
  }

  public Graph build(String name, Map<String, Value> outputs, Map<Value, Value> updates) {
    return new Graph(name, nodes, outputs, updates);
  }
}
