package dev.cnnc.compiler.view;

import dev.cnnc.compiler.graph.Graph;
import dev.cnnc.compiler.graph.Index;
import dev.cnnc.compiler.graph.Node;
import dev.cnnc.compiler.graph.Operation;
import dev.cnnc.compiler.graph.Reduction;
import dev.cnnc.compiler.graph.Scalar;
import dev.cnnc.compiler.graph.ScalarFunction;
import dev.cnnc.compiler.graph.Shape;
import dev.cnnc.compiler.graph.Value;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What each layer of a network makes, owns and costs, for one example. */
public record LayerSummary(List<Row> rows) {
  /**
   * @param layer the name of the call, or of an input
   * @param output the shape of what it gives to others
   * @param parameters how many numbers it can train
   * @param multiplyAdds how many products its sums add up; those that fall outside of a padded
   *     image are counted too, as is usual
   */
  public record Row(String layer, Shape output, long parameters, long multiplyAdds) {}

  public LayerSummary {
    rows = List.copyOf(rows);
  }

  /**
   * @param depth how far to look into layers that are made of layers; 1 for the calls in the
   *     model's own body
   */
  public static LayerSummary of(Graph graph, int depth) {
    List<Row> rows = new ArrayList<>();
    for (Value input : graph.inputs()) {
      rows.add(new Row(input.name(), input.shape(), 0, 0));
    }
    LayerCalls.group(graph, depth)
        .forEach(
            (path, nodes) ->
                rows.add(
                    new Row(
                        path,
                        output(graph, nodes),
                        LayerCalls.parameters(nodes),
                        nodes.stream().mapToLong(LayerSummary::multiplyAdds).sum())));
    return new LayerSummary(rows);
  }

  public long parameters() {
    return rows.stream().mapToLong(Row::parameters).sum();
  }

  public long multiplyAdds() {
    return rows.stream().mapToLong(Row::multiplyAdds).sum();
  }

  /** The last value that something outside of the layer reads; its last value if nothing does. */
  private static Shape output(Graph graph, List<Node> nodes) {
    Set<Value> own = new HashSet<>();
    nodes.forEach(node -> own.add(node.result()));
    Set<Value> read = new HashSet<>(graph.outputs().values());
    for (Node node : graph.nodes()) {
      if (!own.contains(node.result())) {
        read.addAll(node.operation().operands());
      }
    }
    Shape shape = nodes.get(nodes.size() - 1).result().shape();
    for (Node node : nodes) {
      if (read.contains(node.result())) {
        shape = node.result().shape();
      }
    }
    return shape;
  }

  private static long multiplyAdds(Node node) {
    if (!(node.operation() instanceof Operation.Comprehension sum)
        || sum.reduction() != Reduction.SUM
        || !isProduct(sum.body())) {
      return 0;
    }
    long terms = 1;
    for (Index index : sum.free()) {
      terms = Math.multiplyExact(terms, (long) index.extent());
    }
    for (Index index : sum.reduced()) {
      terms = Math.multiplyExact(terms, (long) index.extent());
    }
    return terms;
  }

  private static boolean isProduct(Scalar body) {
    return body instanceof Scalar.Apply apply && apply.function() == ScalarFunction.MULTIPLY;
  }
}
