package dev.cnnc.compiler.autodiff;

import dev.cnnc.compiler.graph.Affine;
import dev.cnnc.compiler.graph.Comprehensions;
import dev.cnnc.compiler.graph.ElementType;
import dev.cnnc.compiler.graph.GraphBuilder;
import dev.cnnc.compiler.graph.Index;
import dev.cnnc.compiler.graph.Operation;
import dev.cnnc.compiler.graph.Operation.Comprehension;
import dev.cnnc.compiler.graph.Origin;
import dev.cnnc.compiler.graph.Scalar;
import dev.cnnc.compiler.graph.Shape;
import dev.cnnc.compiler.graph.Subscript;
import dev.cnnc.compiler.graph.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;

/** Adds the nodes of a gradient to a graph. */
final class GradientNodes {
  private final GraphBuilder graph;
  private final Optional<Origin> origin;
  private final LongConsumer cost;

  /** Nodes that come from where the formulas do whose gradient they are. */
  GradientNodes(GraphBuilder graph) {
    this(graph, Optional.empty(), size -> {});
  }

  /**
   * @param origin where all nodes come from, its layer in front of their names; empty if each comes
   *     from where its formula does
   * @param cost is told how much each formula that is added reads
   */
  GradientNodes(GraphBuilder graph, Optional<Origin> origin, LongConsumer cost) {
    this.graph = graph;
    this.origin = origin;
    this.cost = cost;
  }

  Value add(String name, Comprehension comprehension, Origin formula) {
    cost.accept(Comprehensions.accesses(comprehension.body()).size());
    return graph.add(name(name), comprehension, origin.orElse(formula));
  }

  Value add(String name, Shape shape, boolean batched, Operation operation, Origin formula) {
    return graph.add(
        name(name), ElementType.F32, shape, batched, operation, origin.orElse(formula));
  }

  private String name(String name) {
    return origin.map(at -> at.layer() + "." + name).orElse(name);
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
