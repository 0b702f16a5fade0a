package dev.cnnc.compiler.optimize;

import dev.cnnc.compiler.graph.Affine;
import dev.cnnc.compiler.graph.Comprehensions;
import dev.cnnc.compiler.graph.ElementType;
import dev.cnnc.compiler.graph.Operation.Comprehension;
import dev.cnnc.compiler.graph.Reduction;
import dev.cnnc.compiler.graph.Scalar;
import dev.cnnc.compiler.graph.ScalarFunction;
import dev.cnnc.compiler.graph.Subscript.Position;
import dev.cnnc.compiler.graph.algebra.Scalars;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A sum of which each term counts for one value of a free index only, a value that is read from
 * data: {@code sum[t] (if h == token[t] then y[t, d] else 0)}.
 *
 * @param rows for the names of such free indices, what they must be equal to: never a read that
 *     depends on a free index
 * @param term the term under the tests that are left
 */
record OneHotSum(Comprehension sum, Map<String, Scalar.Access> rows, Scalar term) {

  /** The parts of such a sum; empty if it is none. */
  static Optional<OneHotSum> of(Comprehension sum) {
    boolean sums =
        sum.reduction() == Reduction.SUM && (sum.overBatch() || !sum.reduced().isEmpty());
    if (!sums
        || !(sum.body() instanceof Scalar.Apply select)
        || select.function() != ScalarFunction.SELECT
        || !Scalars.is(select.arguments().get(2), 0)) {
      return Optional.empty();
    }
    Set<String> free = new HashSet<>();
    sum.free().forEach(index -> free.add(index.name()));
    Map<String, Scalar.Access> rows = new LinkedHashMap<>();
    List<Scalar> tests = new ArrayList<>();
    for (Scalar test : conjuncts(select.arguments().get(0))) {
      Optional<Map.Entry<String, Scalar.Access>> row = row(test, free);
      if (row.isPresent() && !rows.containsKey(row.get().getKey())) {
        rows.put(row.get().getKey(), row.get().getValue());
      } else {
        tests.add(test);
      }
    }
    Scalar term =
        tests.stream()
            .reduce(Scalars::and)
            .map(test -> Scalars.where(test, select.arguments().get(1)))
            .orElse(select.arguments().get(1));
    Set<String> named = new HashSet<>();
    Comprehensions.forEachIndex(term, named::add);
    boolean chosenOnly = rows.keySet().stream().noneMatch(named::contains);
    return rows.isEmpty() || !chosenOnly
        ? Optional.empty()
        : Optional.of(new OneHotSum(sum, rows, term));
  }

  /** The tests of which all must hold. */
  static List<Scalar> conjuncts(Scalar test) {
    if (!(test instanceof Scalar.Apply apply) || apply.function() != ScalarFunction.AND) {
      return List.of(test);
    }
    List<Scalar> all = new ArrayList<>();
    apply.arguments().forEach(part -> all.addAll(conjuncts(part)));
    return all;
  }

  /** {@code h == token[t]}, either way round, as {@code h} and {@code token[t]}. */
  private static Optional<Map.Entry<String, Scalar.Access>> row(Scalar test, Set<String> free) {
    for (String name : free) {
      Optional<Scalar.Access> row = row(test, name);
      if (row.isPresent()) {
        Set<String> named = new HashSet<>();
        Comprehensions.forEachIndex(row.get(), named::add);
        return named.stream().noneMatch(free::contains)
            ? Optional.of(Map.entry(name, row.get()))
            : Optional.empty();
      }
    }
    return Optional.empty();
  }

  /** What is read from data, at positions, that a test wants an index to be equal to. */
  static Optional<Scalar.Access> row(Scalar test, String index) {
    if (!(test instanceof Scalar.Apply apply) || apply.function() != ScalarFunction.EQUAL) {
      return Optional.empty();
    }
    Scalar left = apply.arguments().get(0);
    Scalar right = apply.arguments().get(1);
    Scalar read = left.equals(new Scalar.IndexValue(Affine.index(index))) ? right : left;
    Scalar other = read == right ? left : right;
    return other.equals(new Scalar.IndexValue(Affine.index(index)))
            && read instanceof Scalar.Access access
            && access.tensor().type() == ElementType.I32
            && access.subscripts().stream()
                .allMatch(s -> s instanceof Position p && p.divisor() == 1)
        ? Optional.of(access)
        : Optional.empty();
  }
}
