package dev.cnnc.compiler.optimize;

import dev.cnnc.compiler.graph.Affine;
import dev.cnnc.compiler.graph.Graph;
import dev.cnnc.compiler.graph.Index;
import dev.cnnc.compiler.graph.Node;
import dev.cnnc.compiler.graph.Operation;
import dev.cnnc.compiler.graph.Operation.Comprehension;
import dev.cnnc.compiler.graph.Operation.Reshape;
import dev.cnnc.compiler.graph.Scalar;
import dev.cnnc.compiler.graph.Shape;
import dev.cnnc.compiler.graph.Subscript.Position;
import dev.cnnc.compiler.graph.Value;
import dev.cnnc.compiler.graph.algebra.Ranges;
import dev.cnnc.compiler.graph.algebra.Reads;
import dev.cnnc.compiler.graph.algebra.Substitution;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Changes the shape in which a comprehension's result is computed, by axes of one element only, and
 * all that reads it.
 */
final class ProducedShape {
  private ProducedShape() {}

  static List<Integer> withoutUnits(Shape shape) {
    return shape.extents().stream().filter(extent -> extent > 1).toList();
  }

  /**
   * The graph that computes {@code replacement} in place of {@code producer}; empty if a reader
   * reads at a place that has no equal there, or {@code producer} is wanted itself.
   *
   * @param replacement shaped as {@code producer} but for axes of one element
   */
  static Optional<Graph> change(Graph graph, Value producer, Value replacement) {
    if (graph.outputs().containsValue(producer) || graph.updates().containsValue(producer)) {
      return Optional.empty();
    }
    AxisGroups groups = new AxisGroups(replacement, producer.shape());
    List<Node> nodes = new ArrayList<>();
    for (Node node : graph.nodes()) {
      Operation operation = node.operation();
      if (node.result() == producer) {
        if (!(operation instanceof Comprehension comprehension)) {
          return Optional.empty();
        }
        nodes.add(new Node(replacement, reshape(comprehension, replacement.shape())));
      } else if (operation.operands().contains(producer)) {
        Operation redirected = redirect(operation, producer, replacement, groups);
        if (redirected.operands().contains(producer)) {
          return Optional.empty();
        }
        // The reshape that is folded has the replacement as its result.
        if (node.result() != replacement) {
          nodes.add(new Node(node.result(), redirected));
        }
      } else {
        nodes.add(node);
      }
    }
    return Optional.of(graph.with(nodes));
  }

  private static Operation redirect(
      Operation reader, Value producer, Value replacement, AxisGroups groups) {
    if (reader instanceof Reshape) {
      return new Reshape(replacement);
    } else if (!(reader instanceof Comprehension comprehension)) {
      return reader;
    } else {
      return redirect(comprehension, producer, replacement, groups);
    }
  }

  private static Comprehension redirect(
      Comprehension comprehension, Value producer, Value replacement, AxisGroups groups) {
    Ranges ranges = Ranges.of(comprehension);
    Scalar body =
        Reads.replace(
            comprehension.body(),
            access ->
                access.tensor() == producer
                    ? groups.unshape(access, ranges).orElse(access)
                    : access);
    return Rewriting.withBody(comprehension, body);
  }

  private static Comprehension reshape(Comprehension producer, Shape shape) {
    Set<String> taken = new HashSet<>();
    producer.free().forEach(index -> taken.add(index.name()));
    producer.reduced().forEach(index -> taken.add(index.name()));
    Map<String, Position> zeros = new HashMap<>();
    List<Index> kept = new ArrayList<>();
    for (Index index : producer.free()) {
      if (index.extent() == 1) {
        zeros.put(index.name(), new Position(Affine.constant(0)));
      } else {
        kept.add(index);
      }
    }
    List<Index> free = new ArrayList<>();
    int next = 0;
    for (int extent : shape.extents()) {
      free.add(extent == 1 ? unit(taken) : kept.get(next++));
    }
    return new Comprehension(
        free,
        producer.reduction(),
        producer.reduced(),
        producer.overBatch(),
        new Substitution(zeros).apply(producer.body()));
  }

  private static Index unit(Set<String> taken) {
    String name = "one";
    for (int i = 2; !taken.add(name); i++) {
      name = "one" + i;
    }
    return new Index(name, 1);
  }
}
