package dev.cnnc.compiler.optimize;

import dev.cnnc.compiler.graph.Affine;
import dev.cnnc.compiler.graph.Comprehensions;
import dev.cnnc.compiler.graph.ElementType;
import dev.cnnc.compiler.graph.Graph;
import dev.cnnc.compiler.graph.Index;
import dev.cnnc.compiler.graph.Node;
import dev.cnnc.compiler.graph.Operation.Comprehension;
import dev.cnnc.compiler.graph.Reduction;
import dev.cnnc.compiler.graph.Scalar;
import dev.cnnc.compiler.graph.Shape;
import dev.cnnc.compiler.graph.Subscript;
import dev.cnnc.compiler.graph.Value;
import dev.cnnc.compiler.graph.algebra.Inside;
import dev.cnnc.compiler.graph.algebra.Ranges;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Computes on its own what is expensive and the same for many elements: of {@code y[c, i, j] =
 * (x[c, i, j] - mu[c]) * rsqrt(var[c] + eps)}, {@code s[c] = rsqrt(var[c] + eps)}.
 */
final class HoistInvariants {
  /** Operations from which on a part is expensive: one division, root or exponential. */
  private static final int EXPENSIVE = 20;

  /** For how many elements a part must be the same. */
  private static final long MANY = 16;

  private final List<Node> nodes = new ArrayList<>();
  private final Set<String> names = new HashSet<>();

  private HoistInvariants() {}

  static Graph apply(Graph graph) {
    return new HoistInvariants().run(graph);
  }

  private Graph run(Graph graph) {
    graph.nodes().forEach(node -> names.add(node.result().name()));
    for (Node node : graph.nodes()) {
      if (node.operation() instanceof Comprehension comprehension) {
        Scalar body = hoist(comprehension.body(), node.result(), comprehension);
        nodes.add(new Node(node.result(), Rewriting.withBody(comprehension, body)));
      } else {
        nodes.add(node);
      }
    }
    return new Graph(graph.name(), nodes, graph.outputs(), graph.updates());
  }

  /** The largest parts that can go, from the outside in. */
  private Scalar hoist(Scalar part, Value result, Comprehension of) {
    if (!(part instanceof Scalar.Apply apply) || Costs.operations(part) < EXPENSIVE) {
      return part;
    }
    List<Index> indices = indices(part, of);
    boolean repeated = Costs.terms(of) / Costs.extent(indices) >= MANY;
    boolean reads = !Comprehensions.operands(part).isEmpty();
    // A place read from data may be read where the term counts only.
    if (repeated && reads && !Comprehensions.looksUp(part) && Inside.always(part, Ranges.of(of))) {
      return compute(apply, indices, result);
    }
    return new Scalar.Apply(
        apply.function(),
        apply.arguments().stream().map(argument -> hoist(argument, result, of)).toList());
  }

  private static List<Index> indices(Scalar part, Comprehension of) {
    Set<String> named = new HashSet<>();
    Comprehensions.forEachIndex(part, named::add);
    List<Index> indices = new ArrayList<>(of.free());
    indices.addAll(of.reduced());
    indices.removeIf(index -> !named.contains(index.name()));
    return indices;
  }

  private Scalar compute(Scalar.Apply part, List<Index> indices, Value reader) {
    String name = reader.name() + ".invariant";
    String unique = name;
    for (int i = 2; !names.add(unique); i++) {
      unique = name + "_" + i;
    }
    Shape shape = new Shape(indices.stream().map(Index::extent).toList());
    boolean batched = Comprehensions.batched(part);
    Value value = new Value(unique, ElementType.F32, shape, batched, reader.origin());
    nodes.add(new Node(value, new Comprehension(indices, Reduction.NONE, List.of(), false, part)));
    List<Subscript> subscripts = new ArrayList<>();
    indices.forEach(index -> subscripts.add(new Subscript.Position(Affine.index(index.name()))));
    return new Scalar.Access(value, subscripts);
  }
}
