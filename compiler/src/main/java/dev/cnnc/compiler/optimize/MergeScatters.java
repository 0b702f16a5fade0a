package dev.cnnc.compiler.optimize;

import dev.cnnc.compiler.graph.Affine;
import dev.cnnc.compiler.graph.Graph;
import dev.cnnc.compiler.graph.Index;
import dev.cnnc.compiler.graph.Node;
import dev.cnnc.compiler.graph.Operation;
import dev.cnnc.compiler.graph.Operation.Comprehension;
import dev.cnnc.compiler.graph.Operation.Scatter;
import dev.cnnc.compiler.graph.Reduction;
import dev.cnnc.compiler.graph.Scalar;
import dev.cnnc.compiler.graph.ScalarFunction;
import dev.cnnc.compiler.graph.ScatterTerm;
import dev.cnnc.compiler.graph.Subscript;
import dev.cnnc.compiler.graph.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Adds the terms of several scatters to one result, in place of adding the results: the gradient of
 * a table that is read twice.
 */
final class MergeScatters {
  private final Map<Value, Scatter> scatters = new HashMap<>();

  private MergeScatters() {}

  static Graph apply(Graph graph) {
    return new MergeScatters().run(graph);
  }

  private Graph run(Graph graph) {
    List<Node> nodes = new ArrayList<>();
    for (Node node : graph.nodes()) {
      Operation operation = node.operation();
      if (operation instanceof Comprehension sum && sum.reduction() == Reduction.NONE) {
        operation =
            terms(sum.body(), sum.free(), node.result()).<Operation>map(Scatter::new).orElse(sum);
      }
      if (operation instanceof Scatter scatter) {
        scatters.put(node.result(), scatter);
      }
      nodes.add(node.with(operation));
    }
    return graph.with(nodes);
  }

  /** The terms of all summands, if these are scatters' elements at their own places. */
  private Optional<List<ScatterTerm>> terms(Scalar summand, List<Index> free, Value result) {
    if (summand instanceof Scalar.Access access) {
      return Optional.ofNullable(scatters.get(access.tensor()))
          .filter(scatter -> access.subscripts().equals(own(free)))
          .filter(scatter -> access.tensor().shape().equals(result.shape()))
          .filter(scatter -> access.tensor().batched() == result.batched())
          .map(Scatter::terms);
    } else if (summand instanceof Scalar.Apply apply && apply.function() == ScalarFunction.ADD) {
      List<ScatterTerm> all = new ArrayList<>();
      for (Scalar part : apply.arguments()) {
        Optional<List<ScatterTerm>> terms = terms(part, free, result);
        if (terms.isEmpty()) {
          return terms;
        }
        all.addAll(terms.get());
      }
      return Optional.of(all);
    }
    return Optional.empty();
  }

  private static List<Subscript> own(List<Index> free) {
    return free.stream()
        .map(index -> (Subscript) new Subscript.Position(Affine.index(index.name())))
        .toList();
  }
}
