package dev.cnnc.compiler.schedule;

import dev.cnnc.compiler.graph.Affine;
import dev.cnnc.compiler.graph.Index;
import dev.cnnc.compiler.loop.IntExpression;
import java.util.List;
import java.util.Optional;

/**
 * The part of a reduction loop outside of which all terms are zero: for {@code x[j + v - 1]} with a
 * halo, {@code v} need only run over {@code max(0, 1 - j) <= v < min(V, W + 1 - j)}.
 *
 * @param turns how many turns that leaves, at least one
 */
record Clip(IntExpression from, IntExpression turns) {
  /** A clip for a loop whose bounds then depend on one outer loop, if that saves anything. */
  static Optional<Clip> of(Nest nest, String index, Tile tile, Scope scope) {
    for (Guard zero : nest.zeros()) {
      int step = zero.value().coefficient(index);
      boolean inTile =
          zero.value().indices().stream().anyMatch(i -> tile.hasSide(i) || i.equals(tile.lane()));
      Affine rest = scope.apply(zero.value()).substitute(index, Affine.constant(0));
      List<String> others = rest.indices();
      Optional<Index> outer =
          nest.free().stream().filter(i -> others.equals(List.of(i.name()))).findFirst();
      if (Math.abs(step) == 1 && !inTile && outer.isPresent()) {
        // 0 <= rest + index < extent, or 0 <= rest - index < extent.
        Affine least = step == 1 ? rest.times(-1) : rest.plus(1 - zero.extent());
        Affine end = least.plus(zero.extent());
        if (saves(least, end, outer.get(), nest.extent(index))) {
          return Optional.of(clip(least, end, nest.extent(index)));
        }
      }
    }
    return Optional.empty();
  }

  private static boolean saves(Affine least, Affine end, Index outer, int extent) {
    boolean less = false;
    for (int value = 0; value < outer.extent(); value++) {
      Affine at = Affine.constant(value);
      int from = Math.max(0, least.substitute(outer.name(), at).constant());
      int to = Math.min(extent, end.substitute(outer.name(), at).constant());
      if (from >= to) {
        return false;
      }
      less |= to - from < extent;
    }
    return less;
  }

  private static Clip clip(Affine least, Affine end, int extent) {
    IntExpression from = new IntExpression.Maximum(Ints.of(least), Ints.constant(0));
    IntExpression to = new IntExpression.Minimum(Ints.of(end), Ints.constant(extent));
    return new Clip(from, new IntExpression.Sum(List.of(to, new IntExpression.Product(from, -1))));
  }
}
