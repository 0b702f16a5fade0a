package dev.cnnc.compiler.schedule;

import dev.cnnc.compiler.graph.ElementType;
import dev.cnnc.compiler.graph.Origin;
import dev.cnnc.compiler.graph.Scalar;
import dev.cnnc.compiler.graph.Shape;
import dev.cnnc.compiler.graph.Subscript;
import dev.cnnc.compiler.graph.Value;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes nests equal that differ only in what they are called that they read and store: accesses and
 * buffers are numbered in the order of their first use.
 */
final class NumberOperands {
  /** What stands for a tensor: equal accesses are of the same one. */
  record Operand(int number, ElementType type, int lookups) {
    private Value value() {
      Shape shape = new Shape(Collections.nCopies(lookups, 1));
      return new Value("operand_" + number, type, shape, false, Origin.NONE);
    }
  }

  private final Map<Operand, Value> operands;
  private final Map<Scalar.Access, Scalar.Access> accesses = new LinkedHashMap<>();
  private final Map<Integer, Integer> buffers = new LinkedHashMap<>();

  /**
   * @param operands the same for all nests that are to be equal; more are added as they are needed
   */
  NumberOperands(Map<Operand, Value> operands) {
    this.operands = operands;
  }

  /** The buffers seen so far, by their new numbers. */
  List<Integer> buffers() {
    return List.copyOf(buffers.keySet());
  }

  Nest apply(Nest nest) {
    Scalar body = apply(nest.body());
    List<Scalar> values = nest.stores().stream().map(store -> apply(store.value())).toList();
    List<Scalar.Access> selves = nest.stores().stream().map(store -> access(store.self())).toList();
    Map<Scalar.Access, Place> places = new HashMap<>();
    accesses.forEach(
        (access, own) -> {
          if (nest.places().containsKey(access)) {
            places.put(own, apply(nest.places().get(access)));
          }
        });
    List<Nest.Store> stores = new ArrayList<>();
    for (Nest.Store store : nest.stores()) {
      int number = stores.size();
      stores.add(
          new Nest.Store(
              values.get(number),
              selves.get(number),
              store.place().map(this::apply),
              store.vectors()));
    }
    return new Nest(
        nest.free(),
        nest.batched(),
        nest.interleaved(),
        nest.reduction(),
        nest.reduced(),
        nest.overBatch(),
        nest.empty(),
        nest.number(),
        body,
        places,
        nest.guards(),
        nest.zeros(),
        nest.value().map(this::access),
        nest.first().map(this::access),
        stores);
  }

  private Scalar apply(Scalar scalar) {
    if (scalar instanceof Scalar.Access access) {
      return access(access);
    } else if (scalar instanceof Scalar.Apply apply) {
      return apply.map(this::apply);
    }
    return scalar;
  }

  /** Where it reads is in its place, but for the reads that say where. */
  private Scalar.Access access(Scalar.Access access) {
    Scalar.Access known = accesses.get(access);
    if (known != null) {
      return known;
    }
    int number = accesses.size();
    accesses.put(access, access); // takes the number
    List<Subscript> lookups = new ArrayList<>();
    for (Subscript subscript : access.subscripts()) {
      if (subscript instanceof Subscript.Lookup lookup) {
        lookups.add(new Subscript.Lookup(access(lookup.position())));
      }
    }
    Operand operand = new Operand(number, access.tensor().type(), lookups.size());
    Scalar.Access own =
        new Scalar.Access(operands.computeIfAbsent(operand, Operand::value), lookups);
    accesses.put(access, own);
    return own;
  }

  private Place apply(Place place) {
    int buffer = buffer(place.buffer());
    List<Place.Offset> offsets = new ArrayList<>();
    for (Place.Offset offset : place.offsets()) {
      offsets.add(
          offset instanceof Place.LookedUp up
              ? new Place.LookedUp(apply(up.row()), up.extent(), up.subject(), up.stride())
              : offset);
    }
    return new Place(buffer, place.integers(), place.linear(), offsets, place.known());
  }

  private int buffer(int number) {
    return buffers.computeIfAbsent(number, n -> buffers.size());
  }
}
