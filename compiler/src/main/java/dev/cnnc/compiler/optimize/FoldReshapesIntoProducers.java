package dev.cnnc.compiler.optimize;

import dev.cnnc.compiler.graph.Affine;
import dev.cnnc.compiler.graph.Graph;
import dev.cnnc.compiler.graph.Index;
import dev.cnnc.compiler.graph.Node;
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
 * Computes a value in the shape that it is reshaped to at once, where the two differ in axes of one
 * element only: {@code z[g < 1, f, i, j] = …; y = reshape(z)} becomes {@code y[f, i, j] = …}. What
 * else reads {@code z} reads {@code y}.
 */
final class FoldReshapesIntoProducers {
  private FoldReshapesIntoProducers() {}

  static Graph apply(Graph graph) {
    Graph current = graph;
    Set<Value> tried = new HashSet<>();
    for (Node node : graph.nodes()) {
      if (node.operation() instanceof Reshape reshape && tried.add(reshape.tensor())) {
        current = fold(current, reshape.tensor(), node.result()).orElse(current);
      }
    }
    return current;
  }

  private static Optional<Graph> fold(Graph graph, Value producer, Value reshaped) {
    boolean wanted =
        graph.outputs().containsValue(producer) || graph.updates().containsValue(producer);
    if (wanted || !withoutUnits(producer.shape()).equals(withoutUnits(reshaped.shape()))) {
      return Optional.empty();
    }
    AxisGroups groups = new AxisGroups(reshaped, producer.shape());
    List<Node> nodes = new ArrayList<>();
    for (Node node : graph.nodes()) {
      if (node.result() == producer) {
        if (!(node.operation() instanceof Comprehension comprehension)) {
          return Optional.empty();
        }
        nodes.add(new Node(reshaped, reshape(comprehension, reshaped.shape())));
      } else if (node.operation() instanceof Comprehension reader) {
        Comprehension redirected = redirect(reader, producer, groups);
        if (redirected.operands().contains(producer)) {
          return Optional.empty();
        }
        nodes.add(new Node(node.result(), redirected));
      } else if (node.operation() instanceof Reshape reshape && reshape.tensor() == producer) {
        if (node.result() != reshaped) {
          nodes.add(new Node(node.result(), new Reshape(reshaped)));
        }
      } else {
        nodes.add(node);
      }
    }
    return Optional.of(new Graph(graph.name(), nodes, graph.outputs(), graph.updates()));
  }

  private static List<Integer> withoutUnits(Shape shape) {
    return shape.extents().stream().filter(extent -> extent > 1).toList();
  }

  private static Comprehension redirect(Comprehension reader, Value producer, AxisGroups groups) {
    Ranges ranges = Ranges.of(reader);
    Scalar body =
        Reads.replace(
            reader.body(),
            access ->
                access.tensor() == producer
                    ? groups.unshape(access, ranges).orElse(access)
                    : access);
    return Rewriting.withBody(reader, body);
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
