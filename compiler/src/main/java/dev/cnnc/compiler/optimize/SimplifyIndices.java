package dev.cnnc.compiler.optimize;

import dev.cnnc.compiler.graph.Affine;
import dev.cnnc.compiler.graph.Comprehensions;
import dev.cnnc.compiler.graph.Graph;
import dev.cnnc.compiler.graph.Index;
import dev.cnnc.compiler.graph.Operation.Comprehension;
import dev.cnnc.compiler.graph.Reduction;
import dev.cnnc.compiler.graph.Scalar;
import dev.cnnc.compiler.graph.Subscript.Position;
import dev.cnnc.compiler.graph.algebra.Inside;
import dev.cnnc.compiler.graph.algebra.Ranges;
import dev.cnnc.compiler.graph.algebra.Scalars;
import dev.cnnc.compiler.graph.algebra.Substitution;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Removes indices that do nothing:
 *
 * <ul>
 *   <li>an index with one value is 0 in the body, and gone if it was reduced;
 *   <li>a reduced index that the body does not name is a factor of a sum, and nothing to a maximum
 *       or minimum;
 *   <li>a reduction of exactly one term, never left out, is no reduction.
 * </ul>
 */
final class SimplifyIndices {
  private SimplifyIndices() {}

  static Graph apply(Graph graph) {
    return Rewriting.comprehensions(
        graph, comprehension -> dropReduction(dropUnnamed(dropUnits(comprehension))));
  }

  private static Comprehension dropUnits(Comprehension comprehension) {
    Map<String, Position> zeros = new HashMap<>();
    List<Index> reduced = new ArrayList<>();
    for (Index index : comprehension.free()) {
      if (index.extent() == 1) {
        zeros.put(index.name(), new Position(Affine.constant(0)));
      }
    }
    for (Index index : comprehension.reduced()) {
      if (index.extent() == 1) {
        zeros.put(index.name(), new Position(Affine.constant(0)));
      } else {
        reduced.add(index);
      }
    }
    Scalar body = new Substitution(zeros).apply(comprehension.body());
    return replace(comprehension, comprehension.reduction(), reduced, body);
  }

  private static Comprehension dropUnnamed(Comprehension comprehension) {
    Reduction reduction = comprehension.reduction();
    boolean sum = reduction == Reduction.SUM;
    if (!sum && reduction != Reduction.MAX && reduction != Reduction.MIN) {
      return comprehension;
    }
    Set<String> named = new HashSet<>();
    Comprehensions.forEachIndex(comprehension.body(), named::add);
    List<Index> reduced = new ArrayList<>();
    Scalar body = comprehension.body();
    for (Index index : comprehension.reduced()) {
      if (named.contains(index.name())) {
        reduced.add(index);
      } else if (sum) {
        body = Scalars.times(Scalar.constant(index.extent()), body);
      }
    }
    return replace(comprehension, reduction, reduced, body);
  }

  private static Comprehension dropReduction(Comprehension comprehension) {
    boolean oneTerm =
        comprehension.reduced().isEmpty()
            && !comprehension.overBatch()
            && Inside.always(comprehension.body(), Ranges.of(comprehension));
    return switch (comprehension.reduction()) {
      case SUM, PROD, MAX, MIN ->
          oneTerm
              ? replace(comprehension, Reduction.NONE, List.of(), comprehension.body())
              : comprehension;
      case NONE, ARGMAX, ARGMIN, COUNT -> comprehension;
    };
  }

  private static Comprehension replace(
      Comprehension comprehension, Reduction reduction, List<Index> reduced, Scalar body) {
    boolean same =
        body == comprehension.body()
            && reduction == comprehension.reduction()
            && reduced.size() == comprehension.reduced().size();
    return same
        ? comprehension
        : new Comprehension(
            comprehension.free(), reduction, reduced, comprehension.overBatch(), body);
  }
}
