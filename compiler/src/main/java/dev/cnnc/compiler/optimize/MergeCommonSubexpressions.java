package dev.cnnc.compiler.optimize;

import dev.cnnc.compiler.graph.Graph;
import dev.cnnc.compiler.graph.Index;
import dev.cnnc.compiler.graph.Node;
import dev.cnnc.compiler.graph.Operation;
import dev.cnnc.compiler.graph.Operation.Comprehension;
import dev.cnnc.compiler.graph.Shape;
import dev.cnnc.compiler.graph.Value;
import dev.cnnc.compiler.graph.algebra.Substitution;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Computes once what is computed twice, whatever its indices are called. */
final class MergeCommonSubexpressions {
  /** What values have in common that may be equal, and is soon told. */
  private record Kind(List<Value> operands, Shape shape, boolean batched) {}

  private MergeCommonSubexpressions() {}

  static Graph apply(Graph graph) {
    Map<Kind, List<Node>> computed = new HashMap<>();
    Map<Value, Value> merged = new HashMap<>();
    UnaryOperator<Value> first = value -> merged.getOrDefault(value, value);
    List<Node> nodes = new ArrayList<>();
    for (Node node : graph.nodes()) {
      if (Rewriting.isGiven(node.operation())) {
        nodes.add(node);
        continue;
      }
      Node current =
          merged.isEmpty() ? node : node.with(Rewriting.replaceValues(node.operation(), first));
      Value result = node.result();
      Kind kind = new Kind(current.operation().operands(), result.shape(), result.batched());
      List<Node> alike = computed.computeIfAbsent(kind, k -> new ArrayList<>());
      Optional<Node> earlier = alike.stream().filter(other -> equal(other, current)).findFirst();
      if (earlier.isEmpty()) {
        nodes.add(current);
        alike.add(current);
      } else {
        merged.put(result, earlier.get().result());
      }
    }
    return graph.with(
        nodes,
        Rewriting.replaceValues(graph.outputs(), first),
        Rewriting.replaceValues(graph.updates(), first));
  }

  private static boolean equal(Node a, Node b) {
    return canonical(a.operation()).equals(canonical(b.operation()));
  }

  /** The operation with its indices named by their places. */
  private static Operation canonical(Operation operation) {
    if (!(operation instanceof Comprehension comprehension)) {
      return operation;
    }
    Map<String, String> names = new HashMap<>();
    List<Index> free = rename(comprehension.free(), "f", names);
    List<Index> reduced = rename(comprehension.reduced(), "r", names);
    return new Comprehension(
        free,
        comprehension.reduction(),
        reduced,
        comprehension.overBatch(),
        Substitution.renaming(names).apply(comprehension.body()));
  }

  private static List<Index> rename(List<Index> indices, String prefix, Map<String, String> names) {
    List<Index> renamed = new ArrayList<>();
    for (Index index : indices) {
      String name = prefix + renamed.size();
      names.put(index.name(), name);
      renamed.add(new Index(name, index.extent()));
    }
    return renamed;
  }
}
