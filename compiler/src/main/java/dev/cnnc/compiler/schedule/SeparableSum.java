package dev.cnnc.compiler.schedule;

import dev.cnnc.compiler.graph.Index;
import dev.cnnc.compiler.graph.Reduction;
import dev.cnnc.compiler.graph.Scalar;
import dev.cnnc.compiler.graph.ScalarFunction;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToIntFunction;

/**
 * A sum of products of small matrices, whose numbers are known, and of something else: {@code
 * sum[i, j] A[a, i] * B[b, j] * x[i, j]}. One index is summed after the other, {@code sum[i] A[a,
 * i] * (sum[j] B[b, j] * x[i, j])}, where the inner sums serve all {@code a}; and as the numbers
 * are in the code, nothing is done for those that are zero, and nothing is multiplied by one.
 *
 * @param rest the other factors
 * @param known the matrices
 */
record SeparableSum(Nest nest, Scalar rest, List<Scalar.Access> known) {
  /** How many elements of the result, or terms of one, are written out at most. */
  private static final int MOST = 64;

  /**
   * How many multiply-adds stand in one piece of code at most, those with zeros counted: HotSpot
   * takes 65 MiB more to compile those of 36 points to 16 results, and gives up on methods of some
   * 200 vector operations.
   */
  private static final int MOST_WHOLE = 128;

  /** The sum of a nest, if it is one, with vectors along {@code lane}. */
  static Optional<SeparableSum> of(Nest nest, String lane) {
    boolean sum = nest.reduction() == Reduction.SUM && !nest.overBatch() && !nest.empty();
    sum &= nest.reduced().size() > 1;
    if (!sum || !nest.guards().isEmpty()) {
      return Optional.empty();
    }
    List<Scalar.Access> known = new ArrayList<>();
    List<Scalar> others = new ArrayList<>();
    collect(nest.body(), nest, known, others);
    if (known.isEmpty() || others.isEmpty()) {
      return Optional.empty();
    }
    Scalar rest = others.get(0);
    for (Scalar other : others.subList(1, others.size())) {
      rest = new Scalar.Apply(ScalarFunction.MULTIPLY, List.of(rest, other));
    }
    SeparableSum found = new SeparableSum(nest, rest, known);
    boolean linear =
        nest.places().values().stream().allMatch(place -> place.offsets().isEmpty())
            && known.stream().noneMatch(access -> found.indicesOf(access).contains(lane))
            && nest.reduced().stream().noneMatch(index -> index.name().equals(lane))
            && found.matricesAreApart()
            && found.sides().stream().noneMatch(found.indicesOf(found.rest)::contains);
    boolean small =
        size(nest.reduced()) <= MOST && !found.sides().isEmpty() && size(found.sides()) <= MOST;
    return linear && small ? Optional.of(found) : Optional.empty();
  }

  /** Whether no index belongs to two matrices, and each of them is summed over one. */
  private boolean matricesAreApart() {
    Set<String> seen = new HashSet<>();
    for (Scalar.Access matrix : known) {
      Set<String> indices = indicesOf(matrix);
      long summed = nest.reduced().stream().filter(i -> indices.contains(i.name())).count();
      if (summed != 1 || !indices.stream().allMatch(seen::add)) {
        return false;
      }
    }
    return true;
  }

  private static void collect(
      Scalar body, Nest nest, List<Scalar.Access> known, List<Scalar> others) {
    if (body instanceof Scalar.Apply apply && apply.function() == ScalarFunction.MULTIPLY) {
      apply.arguments().forEach(argument -> collect(argument, nest, known, others));
    } else if (body instanceof Scalar.Access access
        && nest.places().get(access).known().isPresent()) {
      known.add(access);
    } else {
      others.add(body);
    }
  }

  private static long size(List<Index> indices) {
    return indices.stream().mapToLong(Index::extent).reduce(1, (a, b) -> Math.min(a * b, 1 << 20));
  }

  /** The free indices of the matrices: where terms are written out, each has a certain value. */
  List<Index> sides() {
    Set<String> used = new HashSet<>();
    known.forEach(access -> used.addAll(indicesOf(access)));
    return nest.free().stream().filter(index -> used.contains(index.name())).toList();
  }

  /**
   * Whether all elements are written out at once, with the inner sums in registers: half the stores
   * of two steps, but longer code, which pays where each example runs it. Transforms of filters run
   * so seldom that HotSpot compiles code without loops only after many steps of a training.
   *
   * @param reductions the reduced indices, outermost first
   */
  boolean isWhole(List<String> reductions) {
    long elements = size(sides());
    long terms = size(nest.reduced());
    long outer = terms / nest.extent(reductions.get(reductions.size() - 1));
    return nest.batched() && size(inner(reductions)) * terms + elements * outer <= MOST_WHOLE;
  }

  /**
   * The sides of the first of two steps, a loop over which is around the second; none if all is
   * written out at once.
   *
   * @param reductions the reduced indices, outermost first
   */
  List<String> apart(List<String> reductions) {
    return isWhole(reductions) ? List.of() : inner(reductions).stream().map(Index::name).toList();
  }

  /** The sides that the innermost sum depends on. */
  private List<Index> inner(List<String> reductions) {
    Set<String> inner = new HashSet<>();
    for (Scalar.Access access : known) {
      if (level(access, reductions) == reductions.size() - 1) {
        inner.addAll(indicesOf(access));
      }
    }
    return sides().stream().filter(index -> inner.contains(index.name())).toList();
  }

  /**
   * The sides that are written out; of elements that share their innermost sums, one after the
   * other.
   */
  List<Schedule.Side> tile(List<String> reductions) {
    List<Index> inner = inner(reductions);
    List<Index> tile = new ArrayList<>(isWhole(reductions) ? inner : List.of());
    sides().stream().filter(index -> !inner.contains(index)).forEach(tile::add);
    return tile.stream().map(index -> new Schedule.Side(index.name(), index.extent())).toList();
  }

  /** The level at which a matrix is multiplied: that of its reduced index. */
  int level(Scalar.Access matrix, List<String> reductions) {
    int level = -1;
    for (String index : indicesOf(matrix)) {
      level = Math.max(level, reductions.indexOf(index));
    }
    return level;
  }

  /** The indices that an expression depends on. */
  Set<String> indicesOf(Scalar scalar) {
    Set<String> indices = new HashSet<>();
    addIndices(scalar, indices);
    return indices;
  }

  private void addIndices(Scalar scalar, Set<String> indices) {
    if (scalar instanceof Scalar.Access access) {
      indices.addAll(nest.places().get(access).linear().indices());
    } else if (scalar instanceof Scalar.IndexValue value) {
      indices.addAll(value.expression().indices());
    } else if (scalar instanceof Scalar.Apply apply) {
      apply.arguments().forEach(argument -> addIndices(argument, indices));
    }
  }

  /** A matrix's number where its indices have these values. */
  double number(Scalar.Access matrix, ToIntFunction<String> values) {
    Place place = nest.places().get(matrix);
    return place.known().orElseThrow().at(place.linear().evaluate(values));
  }
}
