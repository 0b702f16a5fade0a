package dev.cnnc.compiler.optimize;

import dev.cnnc.compiler.graph.Affine;
import dev.cnnc.compiler.graph.Comprehensions;
import dev.cnnc.compiler.graph.Graph;
import dev.cnnc.compiler.graph.Index;
import dev.cnnc.compiler.graph.Node;
import dev.cnnc.compiler.graph.Operation.Comprehension;
import dev.cnnc.compiler.graph.Reduction;
import dev.cnnc.compiler.graph.Scalar;
import dev.cnnc.compiler.graph.ScalarFunction;
import dev.cnnc.compiler.graph.Subscript;
import dev.cnnc.compiler.graph.Subscript.Position;
import dev.cnnc.compiler.graph.Value;
import dev.cnnc.compiler.graph.algebra.Inside;
import dev.cnnc.compiler.graph.algebra.Ranges;
import dev.cnnc.compiler.graph.algebra.Reads;
import dev.cnnc.compiler.graph.algebra.Scalars;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads the one row that counts in place of all rows: {@code sum[h] (if h == token[t] then x[h, d]
 * else 0)}, the gradient of a scatter, becomes {@code x[token[t], d]}.
 *
 * <p>Where {@code token[t]} is no row, the sum is zero and the read would be an error. So this is
 * done only if the graph reads a tensor at all places that {@code token} holds anyway, and that
 * tensor has no more rows.
 */
final class GatherSums {
  private final Map<Value, Integer> checked = new HashMap<>();

  private GatherSums() {}

  static Graph apply(Graph graph) {
    GatherSums gathers = new GatherSums();
    for (Node node : graph.nodes(Comprehension.class)) {
      gathers.findChecked((Comprehension) node.operation());
    }
    return Rewriting.comprehensions(graph, gathers::gather);
  }

  /** Adds the tensors of which all elements are places that a formula certainly reads. */
  private void findChecked(Comprehension formula) {
    boolean[] certain = {formula.reduction() == Reduction.NONE};
    Scalars.rewrite(
        formula.body(),
        part -> {
          certain[0] &= !(part instanceof Scalar.Apply a && a.function() == ScalarFunction.SELECT);
          return part;
        });
    if (!certain[0]) {
      return;
    }
    for (Scalar.Access access : Comprehensions.accesses(formula.body())) {
      for (int axis = 0; axis < access.subscripts().size(); axis++) {
        if (access.subscripts().get(axis) instanceof Subscript.Lookup lookup
            && readsAll(lookup.position(), formula.free())) {
          int extent = access.tensor().shape().extent(axis);
          checked.merge(lookup.position().tensor(), extent, Math::min);
        }
      }
    }
  }

  private static boolean readsAll(Scalar.Access access, List<Index> indices) {
    Set<Index> used = new HashSet<>();
    for (int axis = 0; axis < access.subscripts().size(); axis++) {
      Subscript subscript = access.subscripts().get(axis);
      int extent = access.tensor().shape().extent(axis);
      boolean whole =
          indices.stream()
              .filter(index -> index.extent() == extent)
              .filter(index -> isAlone(subscript, index.name()))
              .anyMatch(used::add);
      boolean single = extent == 1 && subscript.equals(new Position(Affine.constant(0)));
      if (!whole && !single) {
        return false;
      }
    }
    return true;
  }

  private static boolean isAlone(Subscript subscript, String index) {
    return subscript.equals(new Position(Affine.index(index)));
  }

  private Comprehension gather(Comprehension sum) {
    Comprehension current = sum;
    for (Index index : sum.reduced()) {
      current = gather(current, index).orElse(current);
    }
    return current;
  }

  private Optional<Comprehension> gather(Comprehension sum, Index index) {
    if (sum.reduction() != Reduction.SUM
        || !(sum.body() instanceof Scalar.Apply select)
        || select.function() != ScalarFunction.SELECT
        || !Scalars.is(select.arguments().get(2), 0)) {
      return Optional.empty();
    }
    List<Scalar> tests = OneHotSum.conjuncts(select.arguments().get(0));
    for (Scalar test : tests) {
      Optional<Scalar.Access> row = OneHotSum.row(test, index.name());
      if (row.isPresent()
          && checked.getOrDefault(row.get().tensor(), Integer.MAX_VALUE) <= index.extent()) {
        List<Scalar> others = new ArrayList<>(tests);
        others.remove(test);
        Scalar term = select.arguments().get(1);
        Scalar body =
            others.stream().reduce(Scalars::and).map(t -> Scalars.where(t, term)).orElse(term);
        return gather(sum, index, row.get(), body);
      }
    }
    return Optional.empty();
  }

  /** The sum without an index, reading at a row in its place; empty if that says less. */
  private static Optional<Comprehension> gather(
      Comprehension sum, Index index, Scalar.Access row, Scalar body) {
    Scalar gathered = Reads.replace(body, read -> at(read, index, row));
    Set<String> named = new HashSet<>();
    Comprehensions.forEachIndex(gathered, named::add);
    boolean same = Comprehensions.batched(gathered) == Comprehensions.batched(sum.body());
    if (named.contains(index.name()) || !same || !Inside.always(row, Ranges.of(sum))) {
      return Optional.empty();
    }
    List<Index> reduced = new ArrayList<>(sum.reduced());
    reduced.remove(index);
    boolean one = reduced.isEmpty() && !sum.overBatch() && Inside.always(gathered, Ranges.of(sum));
    return Optional.of(
        new Comprehension(
            sum.free(), one ? Reduction.NONE : Reduction.SUM, reduced, sum.overBatch(), gathered));
  }

  private static Scalar.Access at(Scalar.Access read, Index index, Scalar.Access row) {
    List<Subscript> subscripts = new ArrayList<>();
    for (int axis = 0; axis < read.subscripts().size(); axis++) {
      Subscript subscript = read.subscripts().get(axis);
      boolean own =
          isAlone(subscript, index.name()) && read.tensor().shape().extent(axis) == index.extent();
      subscripts.add(own ? new Subscript.Lookup(row) : subscript);
    }
    return new Scalar.Access(read.tensor(), subscripts);
  }
}
