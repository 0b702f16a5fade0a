package dev.cnnc.compiler.schedule;

import dev.cnnc.compiler.graph.Affine;
import dev.cnnc.compiler.graph.Comprehensions;
import dev.cnnc.compiler.graph.Index;
import dev.cnnc.compiler.graph.Reduction;
import dev.cnnc.compiler.graph.Scalar;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A piece of a comprehension over arrays: each access is a position in one. What a {@link Schedule}
 * arranges.
 *
 * @param batched whether there is one result per example
 * @param interleaved how many examples {@link Schedule#EXAMPLE} counts as one; if it is more than
 *     one, {@link Schedule#MEMBER} is the last free index, or the last reduced one
 * @param empty whether every element is the reduction's identity
 * @param number the number of a term, for {@code ARGMAX} and {@code ARGMIN}
 * @param body a term; its index values are the nest's, its accesses the keys of {@code places}
 * @param guards what must hold for a term to count
 * @param zeros what does not hold only for terms that are zero, as they read a halo: these may be
 *     left out, but need not be
 * @param value the access that stands for what the reduction gives in {@code stores}
 * @param first the access that stands for the number of the first extreme term in {@code stores}
 * @param stores what is computed and stored for each element, in order
 */
record Nest(
    List<Index> free,
    boolean batched,
    int interleaved,
    Reduction reduction,
    List<Index> reduced,
    boolean overBatch,
    boolean empty,
    Affine number,
    Scalar body,
    Map<Scalar.Access, Place> places,
    List<Guard> guards,
    List<Guard> zeros,
    Optional<Scalar.Access> value,
    Optional<Scalar.Access> first,
    List<Store> stores) {
  Nest {
    free = List.copyOf(free);
    reduced = List.copyOf(reduced);
    places = Map.copyOf(places);
    guards = List.copyOf(guards);
    zeros = List.copyOf(zeros);
    stores = List.copyOf(stores);
  }

  /**
   * An element that is computed once the reduction is done.
   *
   * @param value its accesses are keys of {@code places}, {@code value}, {@code first}, or the
   *     {@code self} of an earlier one
   * @param self the access that stands for this element in later ones
   * @param place where it is stored, if it is
   * @param vectors whether whole vectors may be stored
   */
  record Store(Scalar value, Scalar.Access self, Optional<Place> place, boolean vectors) {}

  /** The places that are written. */
  List<Place> targets() {
    return stores.stream().flatMap(store -> store.place().stream()).toList();
  }

  /** The places that a term reads. */
  List<Place> operands() {
    return empty
        ? List.of()
        : Comprehensions.accesses(body).stream().distinct().map(places::get).toList();
  }

  /** All that a choice of a schedule depends on: equal for equal layers of a network. */
  List<Object> form() {
    List<Object> form =
        new ArrayList<>(List.of(free, reduced, batched, interleaved, overBatch, empty));
    form.addAll(List.of(reduction, guards, zeros));
    operands()
        .forEach(place -> form.addAll(List.of(place.linear(), place.integers(), place.known())));
    stores.forEach(store -> form.add(store.vectors()));
    targets().forEach(place -> form.add(place.linear()));
    for (Index index : indices()) {
      form.add(dependsBeyondPositions(index.name()));
      form.add(
          places.values().stream()
              .map(p -> p.linear().coefficient(index.name()))
              .sorted()
              .toList());
    }
    return form;
  }

  /** The numbers of the buffers that are read and written. */
  Set<Integer> buffers() {
    Set<Integer> buffers = new HashSet<>();
    Stream.concat(places.values().stream(), targets().stream())
        .forEach(place -> place.addBuffers(buffers));
    return buffers;
  }

  List<Index> indices() {
    List<Index> all = new ArrayList<>(free);
    all.addAll(reduced);
    return all;
  }

  int extent(String name) {
    for (Index index : indices()) {
      if (index.name().equals(name)) {
        return index.extent();
      }
    }
    throw new IllegalArgumentException("no index " + name);
  }

  /** Whether something other than a linear position or a guard depends on an index. */
  boolean dependsBeyondPositions(String index) {
    boolean[] found = {number.coefficient(index) != 0 && isSearch()};
    for (Scalar scalar : scalars()) {
      forEachIndexValue(scalar, value -> found[0] |= value.coefficient(index) != 0);
    }
    for (Place place : places.values()) {
      found[0] |= place.offsets().stream().anyMatch(offset -> dependsOn(offset, index));
    }
    return found[0];
  }

  /** Whether it matters which term is the first. */
  boolean isSearch() {
    return first.isPresent();
  }

  private List<Scalar> scalars() {
    List<Scalar> all = new ArrayList<>();
    all.add(body);
    stores.forEach(store -> all.add(store.value()));
    return all;
  }

  private static boolean dependsOn(Place.Offset offset, String index) {
    if (offset instanceof Place.Divided divided) {
      return divided.numerator().coefficient(index) != 0;
    }
    Place row = ((Place.LookedUp) offset).row();
    return row.linear().coefficient(index) != 0
        || row.offsets().stream().anyMatch(inner -> dependsOn(inner, index));
  }

  private static void forEachIndexValue(Scalar scalar, java.util.function.Consumer<Affine> action) {
    if (scalar instanceof Scalar.IndexValue value) {
      action.accept(value.expression());
    } else if (scalar instanceof Scalar.Apply apply) {
      apply.arguments().forEach(argument -> forEachIndexValue(argument, action));
    }
  }

  boolean guarded(String index) {
    return guards.stream().anyMatch(guard -> guard.value().coefficient(index) != 0);
  }

  /**
   * Whether an index is that of interleaved examples which are summed: terms are added up as
   * vectors along it, and the lanes of these in the end.
   */
  boolean combinesLanes(String index, int lanes) {
    return index.equals(Schedule.MEMBER)
        && reduced.contains(new Index(index, lanes))
        && !isSearch()
        && stores.size() == 1;
  }

  /** Whether vectors along an index are possible: each access is a vector or the same number. */
  boolean allowsLane(String index, int lanes) {
    if (guarded(index) || extent(index) == 1) {
      return false;
    }
    for (Place place : places.values()) {
      int step = place.linear().coefficient(index);
      boolean contiguous = step == 1 && !place.integers();
      if (place.offsets().stream().anyMatch(offset -> dependsOn(offset, index))
          || (step != 0 && !contiguous)) {
        return false;
      }
    }
    return stores.stream()
        .allMatch(
            store ->
                store.place().isEmpty()
                    || combinesLanes(index, lanes)
                    || (store.place().get().linear().coefficient(index) == 1
                        && (extent(index) % lanes == 0
                            || (store.vectors() && ownsRow(store.place().get(), index, lanes)))));
  }

  /** Whether no other index moves a place into what whole vectors along an index cover. */
  private boolean ownsRow(Place place, String index, int lanes) {
    int covered = Layouts.roundUp(extent(index), lanes);
    return free.stream()
        .filter(other -> !other.name().equals(index) && other.extent() > 1)
        .map(other -> Math.abs(place.linear().coefficient(other.name())))
        .allMatch(step -> step == 0 || step >= covered);
  }
}
