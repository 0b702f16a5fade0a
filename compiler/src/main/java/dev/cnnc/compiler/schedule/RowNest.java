package dev.cnnc.compiler.schedule;

import dev.cnnc.compiler.graph.Affine;
import dev.cnnc.compiler.graph.Scalar;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * An elementwise nest for the rows of a list only: a row of the list is an example, and the nest's
 * first index is what the list says for it.
 */
final class RowNest {
  private RowNest() {}

  /**
   * @param rows how many rows there are
   * @param list the number of the buffer that holds the list
   */
  static Nest of(Nest nest, int rows, int list) {
    String index = nest.free().get(0).name();
    Place row = new Place(list, true, Affine.index(Schedule.EXAMPLE).plus(1), List.of());
    UnaryOperator<Place> rewrite =
        place -> {
          int stride = place.linear().coefficient(index);
          List<Place.Offset> offsets = new ArrayList<>(place.offsets());
          if (stride != 0) {
            offsets.add(new Place.LookedUp(row, rows, "a row of the list", stride));
          }
          Affine linear = place.linear().substitute(index, Affine.constant(0));
          return new Place(place.buffer(), place.integers(), linear, offsets);
        };
    Map<Scalar.Access, Place> places = new HashMap<>();
    nest.places().forEach((access, place) -> places.put(access, rewrite.apply(place)));
    return new Nest(
        nest.free().subList(1, nest.free().size()),
        true,
        nest.reduction(),
        nest.reduced(),
        false,
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
}
