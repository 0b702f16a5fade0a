package dev.cnnc.compiler.schedule;

import dev.cnnc.compiler.graph.Comprehensions;
import dev.cnnc.compiler.graph.ElementType;
import dev.cnnc.compiler.graph.Node;
import dev.cnnc.compiler.graph.Operation.Comprehension;
import dev.cnnc.compiler.graph.Reduction;
import dev.cnnc.compiler.graph.Scalar;
import dev.cnnc.compiler.graph.Subscript;
import dev.cnnc.compiler.graph.Value;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How wide a border of zeros each value should be stored with: so wide that sums which read outside
 * of it, and whose terms vanish when what is read is zero, need no test.
 */
final class Halos {
  private final Map<Value, List<Integer>> below = new HashMap<>();
  private final Map<Value, List<Integer>> above = new HashMap<>();

  private Halos() {}

  static Halos of(List<Node> comprehensions, Map<Node, List<Piece>> pieces) {
    Halos halos = new Halos();
    for (Node node : comprehensions) {
      Comprehension comprehension = (Comprehension) node.operation();
      if (comprehension.reduction() == Reduction.SUM) {
        for (Scalar.Access access : Comprehensions.accesses(comprehension.body())) {
          if (access.tensor().type() == ElementType.F32
              && Vanishing.vanishes(comprehension.body(), access)) {
            pieces.get(node).forEach(piece -> halos.add(piece, access));
          }
        }
      }
    }
    return halos;
  }

  private void add(Piece piece, Scalar.Access access) {
    if (piece.empty()) {
      return;
    }
    List<Integer> extents = access.tensor().shape().extents();
    for (int axis = 0; axis < extents.size(); axis++) {
      if (access.subscripts().get(axis) instanceof Subscript.Position position) {
        Subscript.Position own = piece.rewrite(position);
        if (own.divisor() == 1) {
          Range range = Range.of(own.numerator(), piece.extents());
          int extent = extents.get(axis);
          int low = Math.max(0, -range.least());
          int high = Math.max(0, range.greatest() - extent + 1);
          // Not worth its memory where most of what is stored would be border.
          if (low + high <= Math.max(4, extent)) {
            widen(below, access.tensor(), axis, low);
            widen(above, access.tensor(), axis, high);
          }
        }
      }
    }
  }

  private static void widen(Map<Value, List<Integer>> halos, Value value, int axis, int width) {
    List<Integer> halo = halos.computeIfAbsent(value, v -> new ArrayList<>(none(v)));
    halo.set(axis, Math.max(halo.get(axis), width));
  }

  static List<Integer> none(Value value) {
    return Collections.nCopies(value.shape().rank(), 0);
  }

  List<Integer> below(Value value) {
    return below.getOrDefault(value, none(value));
  }

  List<Integer> above(Value value) {
    return above.getOrDefault(value, none(value));
  }
}
