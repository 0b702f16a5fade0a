package dev.cnnc.compiler.optimize;

import dev.cnnc.compiler.graph.Affine;
import dev.cnnc.compiler.graph.Comprehensions;
import dev.cnnc.compiler.graph.Graph;
import dev.cnnc.compiler.graph.GraphBuilder;
import dev.cnnc.compiler.graph.Index;
import dev.cnnc.compiler.graph.Node;
import dev.cnnc.compiler.graph.Operation.Comprehension;
import dev.cnnc.compiler.graph.Reduction;
import dev.cnnc.compiler.graph.Scalar;
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

  private final Graph graph;
  private final GraphBuilder nodes;

  private HoistInvariants(Graph graph) {
    this.graph = graph;
    nodes = GraphBuilder.rewriting(graph);
  }

  static Graph apply(Graph graph) {
    return new HoistInvariants(graph).run();
  }

  private Graph run() {
    for (Node node : graph.nodes()) {
      if (node.operation() instanceof Comprehension comprehension) {
        Scalar body = hoist(comprehension.body(), node.result(), comprehension);
        nodes.keep(node.with(Rewriting.withBody(comprehension, body)));
      } else {
        nodes.keep(node);
      }
    }
    return graph.with(nodes.nodes());
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
    return apply.map(argument -> hoist(argument, result, of));
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
    Comprehension invariant = new Comprehension(indices, Reduction.NONE, List.of(), false, part);
    Value value = nodes.add(reader.name() + ".invariant", invariant, reader.origin());
    List<Subscript> subscripts = new ArrayList<>();
    indices.forEach(index -> subscripts.add(new Subscript.Position(Affine.index(index.name()))));
    return new Scalar.Access(value, subscripts);
  }
}
