package dev.cnnc.compiler.optimize;

import dev.cnnc.compiler.graph.Affine;
import dev.cnnc.compiler.graph.Graph;
import dev.cnnc.compiler.graph.Index;
import dev.cnnc.compiler.graph.Node;
import dev.cnnc.compiler.graph.Operation;
import dev.cnnc.compiler.graph.Operation.Comprehension;
import dev.cnnc.compiler.graph.Reduction;
import dev.cnnc.compiler.graph.Scalar;
import dev.cnnc.compiler.graph.ScalarFunction;
import dev.cnnc.compiler.graph.Subscript;
import dev.cnnc.compiler.graph.Subscript.Position;
import dev.cnnc.compiler.graph.Value;
import dev.cnnc.compiler.graph.algebra.Scalars;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Asks the result of {@code max(x, 0)} whether {@code x > 0}, which is so exactly where the result
 * is. The backward pass then needs no {@code x}, which is not stored beside the result.
 */
final class SignsFromResults {
  private static final Scalar ZERO = Scalar.constant(0);

  private SignsFromResults() {}

  static Graph apply(Graph graph) {
    Map<Value, Value> rectified = new HashMap<>();
    List<Node> nodes = new ArrayList<>();
    for (Node node : graph.nodes()) {
      Operation operation = node.operation();
      if (operation instanceof Comprehension comprehension) {
        operation =
            Rewriting.withBody(
                comprehension,
                Scalars.rewrite(comprehension.body(), part -> fromResult(part, rectified)));
        operand(comprehension).ifPresent(value -> rectified.putIfAbsent(value, node.result()));
      }
      nodes.add(node.with(operation));
    }
    return graph.with(nodes);
  }

  /** The tensor of which a comprehension is the positive part, element by element. */
  private static Optional<Value> operand(Comprehension comprehension) {
    if (comprehension.reduction() == Reduction.NONE
        && comprehension.body() instanceof Scalar.Apply maximum
        && maximum.function() == ScalarFunction.MAX
        && maximum.arguments().contains(ZERO)) {
      for (Scalar argument : maximum.arguments()) {
        if (argument instanceof Scalar.Access access
            && access.subscripts().equals(positions(comprehension.free()))
            && access.tensor().shape().extents().equals(extents(comprehension.free()))) {
          return Optional.of(access.tensor());
        }
      }
    }
    return Optional.empty();
  }

  private static List<Subscript> positions(List<Index> indices) {
    List<Subscript> positions = new ArrayList<>();
    indices.forEach(index -> positions.add(new Position(Affine.index(index.name()))));
    return positions;
  }

  private static List<Integer> extents(List<Index> indices) {
    return indices.stream().map(Index::extent).toList();
  }

  private static Scalar fromResult(Scalar part, Map<Value, Value> rectified) {
    if (part instanceof Scalar.Apply comparison
        && comparison.function() == ScalarFunction.GREATER
        && comparison.arguments().get(1).equals(ZERO)
        && comparison.arguments().get(0) instanceof Scalar.Access access
        && rectified.containsKey(access.tensor())) {
      Scalar result = new Scalar.Access(rectified.get(access.tensor()), access.subscripts());
      return Scalar.apply(ScalarFunction.GREATER, result, ZERO);
    }
    return part;
  }
}
