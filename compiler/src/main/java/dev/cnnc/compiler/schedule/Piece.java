package dev.cnnc.compiler.schedule;

import dev.cnnc.compiler.graph.Affine;
import dev.cnnc.compiler.graph.Index;
import dev.cnnc.compiler.graph.Scalar;
import dev.cnnc.compiler.graph.Subscript;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Those elements of a comprehension's result whose indices have certain residues, with indices of
 * its own: {@code h = s·q + r} for a fixed {@code r}.
 *
 * @param free the piece's indices, in the order of the result's axes
 * @param reduced the piece's reduced indices, in the order of the reduction
 * @param indices each index of the comprehension in terms of the piece's
 * @param empty whether no term is in range, so that every element is the reduction's identity
 */
record Piece(List<Index> free, List<Index> reduced, Map<String, Affine> indices, boolean empty) {
  Piece {
    free = List.copyOf(free);
    reduced = List.copyOf(reduced);
    indices = Map.copyOf(indices);
  }

  /** An expression of the comprehension's indices in terms of the piece's. */
  Affine rewrite(Affine expression) {
    Affine sum = Affine.constant(expression.constant());
    for (String index : expression.indices()) {
      sum = sum.plus(indices.get(index).times(expression.coefficient(index)));
    }
    return sum;
  }

  /** A subscript in terms of the piece's indices, without a division where it comes out even. */
  Subscript.Position rewrite(Subscript.Position position) {
    Affine numerator = rewrite(position.numerator());
    int divisor = position.divisor();
    return numerator.commonDivisor(divisor) == divisor
        ? new Subscript.Position(numerator.dividedBy(divisor))
        : new Subscript.Position(numerator, divisor);
  }

  /** A body in terms of the piece's indices, but for its accesses, which stay as they are. */
  Scalar rewrite(Scalar body) {
    if (body instanceof Scalar.IndexValue value) {
      return new Scalar.IndexValue(rewrite(value.expression()));
    } else if (body instanceof Scalar.Apply apply) {
      return new Scalar.Apply(
          apply.function(), apply.arguments().stream().map(this::rewrite).toList());
    }
    return body;
  }

  /** What an index that is not split is called here. */
  Index own(Index index) {
    return new Index(indices.get(index.name()).indices().get(0), index.extent());
  }

  Map<String, Integer> extents() {
    Map<String, Integer> extents = new HashMap<>();
    free.forEach(index -> extents.put(index.name(), index.extent()));
    reduced.forEach(index -> extents.put(index.name(), index.extent()));
    return extents;
  }
}
