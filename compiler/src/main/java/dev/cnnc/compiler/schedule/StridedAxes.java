package dev.cnnc.compiler.schedule;

import dev.cnnc.compiler.graph.Affine;
import dev.cnnc.compiler.graph.Comprehensions;
import dev.cnnc.compiler.graph.Graph;
import dev.cnnc.compiler.graph.Index;
import dev.cnnc.compiler.graph.Node;
import dev.cnnc.compiler.graph.Operation.Comprehension;
import dev.cnnc.compiler.graph.Scalar;
import dev.cnnc.compiler.graph.Subscript.Position;
import dev.cnnc.compiler.graph.Value;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The axes along which a value is computed from, or read as, elements that are not neighbours, as
 * {@code y} along {@code i} and {@code x} along its axis in {@code y[i] = x[2*i]}. No vectors run
 * along them, so they are not the best ones to be innermost.
 */
final class StridedAxes {
  private final Map<Value, Set<Integer>> axes = new HashMap<>();

  private final int lanes;

  private StridedAxes(int lanes) {
    this.lanes = lanes;
  }

  static StridedAxes of(Graph graph, int lanes) {
    StridedAxes strided = new StridedAxes(lanes);
    for (Node node : graph.nodes(Comprehension.class)) {
      Comprehension comprehension = (Comprehension) node.operation();
      for (Scalar.Access access : Comprehensions.accesses(comprehension.body())) {
        strided.add(node.result(), comprehension, access);
      }
    }
    return strided;
  }

  private void add(Value result, Comprehension comprehension, Scalar.Access access) {
    for (int axis = 0; axis < access.subscripts().size(); axis++) {
      if (!(access.subscripts().get(axis) instanceof Position position)) {
        continue;
      }
      Affine numerator = position.numerator();
      for (int place = 0; place < comprehension.free().size(); place++) {
        Index index = comprehension.free().get(place);
        int step = numerator.coefficient(index.name());
        // The remainders of a divisor fill vectors, if there are enough.
        boolean blocks = step == 1 && position.divisor() % lanes == 0;
        if (step != 0 && !blocks && (step != 1 || position.divisor() != 1)) {
          add(result, place);
          add(access.tensor(), axis);
        }
      }
    }
  }

  private void add(Value value, int axis) {
    axes.computeIfAbsent(value, v -> new HashSet<>()).add(axis);
  }

  /** Those of a value. */
  Set<Integer> of(Value value) {
    return axes.getOrDefault(value, Set.of());
  }
}
