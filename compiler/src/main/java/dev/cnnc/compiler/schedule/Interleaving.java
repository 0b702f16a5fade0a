package dev.cnnc.compiler.schedule;

import dev.cnnc.compiler.graph.Comprehensions;
import dev.cnnc.compiler.graph.Graph;
import dev.cnnc.compiler.graph.Node;
import dev.cnnc.compiler.graph.Operation;
import dev.cnnc.compiler.graph.Operation.Comprehension;
import dev.cnnc.compiler.graph.Reduction;
import dev.cnnc.compiler.graph.Scalar;
import dev.cnnc.compiler.graph.Subscript;
import dev.cnnc.compiler.graph.Value;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Whether a graph's batched values are stored with examples next to each other, so that vectors run
 * along examples. Few and odd numbers of channels then waste no lanes, borders need no padding, and
 * a convolution loads a row of pixels once for all taps and several filters. It takes a batch that
 * fills the lanes, and no rows that data choose, which differ from example to example.
 */
final class Interleaving {
  private Interleaving() {}

  static boolean suits(Graph graph, ScheduleOptions options) {
    return options.interleaved()
        && options.lanes() > 1
        && graph.nodes(Operation.Scatter.class).isEmpty()
        && graph.nodes(Comprehension.class).stream().allMatch(Interleaving::suits);
  }

  private static boolean suits(Node node) {
    Comprehension comprehension = (Comprehension) node.operation();
    boolean rowsOfTables =
        Comprehensions.accesses(comprehension.body()).stream()
            .filter(access -> !access.tensor().batched())
            .anyMatch(Interleaving::looksUp);
    boolean overBatch =
        switch (comprehension.reduction()) {
          case NONE, SUM, PROD, MAX, MIN -> true;
          case COUNT, ARGMAX, ARGMIN -> !comprehension.overBatch();
        };
    return overBatch && !rowsOfTables;
  }

  private static boolean looksUp(Scalar.Access access) {
    return access.subscripts().stream().anyMatch(Subscript.Lookup.class::isInstance);
  }

  /** Whether a result is larger than what it is linear in. */
  private static boolean expands(Node node) {
    long operands =
        node.operation().operands().stream()
            .filter(Value::batched)
            .mapToLong(value -> value.shape().size())
            .sum();
    return isLinear(node) && operands < node.result().shape().size();
  }

  /** Whether a result is zero where all that it reads of an example is zero. */
  static boolean isLinear(Node node) {
    if (!(node.operation() instanceof Comprehension comprehension) || comprehension.overBatch()) {
      return false;
    }
    List<Scalar.Access> batched =
        Comprehensions.accesses(comprehension.body()).stream()
            .filter(access -> access.tensor().batched())
            .toList();
    boolean sum =
        comprehension.reduction() == Reduction.SUM || comprehension.reduction() == Reduction.NONE;
    return sum
        && !batched.isEmpty()
        && batched.stream().allMatch(a -> Vanishing.vanishes(comprehension.body(), a));
  }

  /**
   * The values for which zeros are stored after the end of a batch: those that sums over the batch
   * read, also as reshapes, or as something larger that is linear in them; but for random numbers.
   */
  static Set<Value> zeroTails(Graph graph) {
    Set<Value> summed = new HashSet<>();
    List<Node> nodes = graph.nodes();
    for (int i = nodes.size() - 1; i >= 0; i--) {
      Operation operation = nodes.get(i).operation();
      boolean sum = operation instanceof Comprehension comprehension && comprehension.overBatch();
      boolean copied =
          operation instanceof Operation.Reshape && summed.contains(nodes.get(i).result());
      if (sum || copied || (summed.contains(nodes.get(i).result()) && expands(nodes.get(i)))) {
        operation.operands().stream().filter(Value::batched).forEach(summed::add);
      }
    }
    for (Node node : nodes) {
      boolean random = node.operation() instanceof Operation.Uniform;
      boolean copied =
          node.operation() instanceof Operation.Reshape reshape
              && !summed.contains(reshape.tensor());
      if (random || copied) {
        summed.remove(node.result());
      }
    }
    return summed;
  }
}
