package dev.cnnc.compiler.schedule;

import dev.cnnc.compiler.graph.Affine;
import dev.cnnc.compiler.graph.Index;
import dev.cnnc.compiler.graph.Scalar;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * A nest for the rows of a list only: a row of the list is an example, and the index that runs over
 * all rows is what the list says for it. An elementwise nest computes an example's result, a sum
 * adds the terms of all examples.
 */
final class RowNest {
  private RowNest() {}

  /**
   * @param index runs over all rows
   * @param list the number of the buffer that holds the list
   */
  static Nest of(Nest nest, Index index, int list) {
    boolean sum = !nest.free().contains(index);
    Place row = new Place(list, true, Affine.index(Schedule.EXAMPLE).plus(1), List.of());
    UnaryOperator<Place> rewrite =
        place -> {
          int stride = place.linear().coefficient(index.name());
          List<Place.Offset> offsets = new ArrayList<>(place.offsets());
          if (stride != 0) {
            offsets.add(new Place.LookedUp(row, index.extent(), "a row of the list", stride));
          }
          Affine linear = place.linear().substitute(index.name(), Affine.constant(0));
          return place.at(linear, offsets);
        };
    Map<Scalar.Access, Place> places = new HashMap<>();
    nest.places().forEach((access, place) -> places.put(access, rewrite.apply(place)));
    return new Nest(
        without(nest.free(), index),
        !sum,
        1,
        nest.reduction(),
        without(nest.reduced(), index),
        sum,
        false,
        nest.number(),
        nest.body(),
        places,
        nest.guards(),
        nest.zeros(),
        nest.value(),
        nest.first(),
        nest.stores().stream()
            .map(s -> new Nest.Store(s.value(), s.self(), s.place().map(rewrite), s.vectors()))
            .toList());
  }

  private static List<Index> without(List<Index> indices, Index index) {
    return indices.stream().filter(i -> !i.equals(index)).toList();
  }
}
