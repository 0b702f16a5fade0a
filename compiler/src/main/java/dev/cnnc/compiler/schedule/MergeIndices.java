package dev.cnnc.compiler.schedule;

import dev.cnnc.compiler.graph.Affine;
import dev.cnnc.compiler.graph.Index;
import dev.cnnc.compiler.graph.Scalar;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Makes one loop of two where all positions allow it: for {@code u} outside of {@code c} with
 * {@code C} values, where each position's step in {@code u} is {@code C} times its step in {@code
 * c}, one index {@code u_c} runs over all pairs. Loops get longer, and elementwise code has a
 * single one.
 */
final class MergeIndices {
  private MergeIndices() {}

  static Nest merge(Nest nest) {
    Nest merged = nest;
    while (true) {
      Nest next = mergePair(merged);
      if (next == merged) {
        return merged;
      }
      merged = next;
    }
  }

  private static Nest mergePair(Nest nest) {
    for (List<Index> indices :
        nest.isSearch() ? List.of(nest.free()) : List.of(nest.free(), nest.reduced())) {
      for (Index outer : indices) {
        for (Index inner : indices) {
          if (!outer.equals(inner) && mergeable(nest, outer, inner)) {
            return merge(nest, outer, inner);
          }
        }
      }
    }
    return nest;
  }

  private static boolean mergeable(Nest nest, Index outer, Index inner) {
    return !outer.name().equals(Schedule.MEMBER)
        && !inner.name().equals(Schedule.MEMBER)
        && areOneStep(nest.places().values(), outer, inner)
        && areOneStep(nest.targets(), outer, inner)
        && !isMoreThanPosition(nest, outer)
        && !isMoreThanPosition(nest, inner);
  }

  /** Whether a step of the outer index moves all places as far as a whole loop of the inner one. */
  private static boolean areOneStep(Collection<Place> places, Index outer, Index inner) {
    for (Place place : places) {
      int step = place.linear().coefficient(inner.name());
      if (place.linear().coefficient(outer.name()) != step * inner.extent()) {
        return false;
      }
    }
    return true;
  }

  private static boolean isMoreThanPosition(Nest nest, Index index) {
    return nest.guarded(index.name()) || nest.dependsBeyondPositions(index.name());
  }

  private static Nest merge(Nest nest, Index outer, Index inner) {
    String name = outer.name() + "_" + inner.name();
    while (nest.indices().stream().map(Index::name).anyMatch(name::equals)) {
      name += "_";
    }
    Index merged = new Index(name, Math.multiplyExact(outer.extent(), inner.extent()));
    UnaryOperator<Place> rewrite =
        place ->
            place.at(
                place
                    .linear()
                    .substitute(outer.name(), Affine.constant(0))
                    .substitute(inner.name(), Affine.index(merged.name())),
                place.offsets());
    Map<Scalar.Access, Place> places = new HashMap<>();
    nest.places().forEach((access, place) -> places.put(access, rewrite.apply(place)));
    return new Nest(
        replaced(nest.free(), outer, inner, merged),
        nest.batched(),
        nest.interleaved(),
        nest.reduction(),
        replaced(nest.reduced(), outer, inner, merged),
        nest.overBatch(),
        nest.empty(),
        nest.number(),
        nest.body(),
        places,
        nest.guards(),
        nest.zeros().stream()
            .filter(zero -> zero.value().coefficient(outer.name()) == 0)
            .filter(zero -> zero.value().coefficient(inner.name()) == 0)
            .toList(),
        nest.value(),
        nest.first(),
        nest.stores().stream()
            .map(s -> new Nest.Store(s.value(), s.self(), s.place().map(rewrite), s.vectors()))
            .toList());
  }

  private static List<Index> replaced(List<Index> indices, Index outer, Index inner, Index merged) {
    List<Index> replaced = new ArrayList<>();
    for (Index index : indices) {
      if (index.equals(outer)) {
        replaced.add(merged);
      } else if (!index.equals(inner)) {
        replaced.add(index);
      }
    }
    return replaced;
  }
}
