package dev.cnnc.compiler.schedule;

import dev.cnnc.compiler.graph.Affine;
import dev.cnnc.compiler.graph.Index;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What a default schedule is chosen by: how much a nest computes, and what it reads where. */
record Profile(Nest nest, int lanes, Map<String, Integer> extents, List<Place> operands) {
  /** Stands for the size of a batch that is not known. */
  static final int BATCH = 64;

  Profile(Nest nest, int lanes) {
    this(nest, lanes, BATCH);
  }

  /**
   * @param examples about how many examples are computed at once
   */
  Profile(Nest nest, int lanes, int examples) {
    this(nest, lanes, new HashMap<>(), nest.operands());
    nest.indices().forEach(index -> extents.put(index.name(), index.extent()));
    extents.put(Schedule.EXAMPLE, Math.max(1, examples / nest.interleaved()));
  }

  /** How many terms an element has. */
  long terms() {
    long terms = nest.overBatch() ? extent(Schedule.EXAMPLE) : 1;
    for (Index index : nest.reduced()) {
      terms *= index.extent();
    }
    return terms;
  }

  /** How many elements one example's result has. */
  long elements() {
    return nest.free().stream().mapToLong(Index::extent).reduce(1, (a, b) -> a * b);
  }

  /** How many values an index has, {@link Schedule#EXAMPLE} included. */
  int extent(String index) {
    return extents.get(index);
  }

  /** How many steps of the reduction an element takes; lanes that are combined make one. */
  double steps(String lane) {
    boolean combined = nest.combinesLanes(lane, lanes);
    return (double) terms() / (combined ? lanes : 1);
  }

  /** How many numbers are read in some loops together, each counted once, at most. */
  long footprint(List<String> loops) {
    Map<String, Integer> turns = new HashMap<>();
    loops.forEach(index -> turns.put(index, extent(index)));
    return footprint(turns);
  }

  /**
   * How many numbers are read together, each counted once, at most.
   *
   * @param turns how many values of each index are taken; one of those that are not named
   */
  long footprint(Map<String, Integer> turns) {
    List<Schedule.Side> sides =
        turns.entrySet().stream().map(e -> new Schedule.Side(e.getKey(), e.getValue())).toList();
    return operands.stream().mapToLong(place -> distinct(place, sides)).sum();
  }

  /** How many numbers of an example are read at a place, each counted once, at most. */
  long footprint(Place place) {
    return distinct(
        place, nest.indices().stream().map(i -> new Schedule.Side(i.name(), i.extent())).toList());
  }

  /**
   * How many different positions of a place there are at the values of some indices. Where the
   * steps of two are the same, as for pixels and taps, positions coincide.
   */
  static long distinct(Place place, List<Schedule.Side> sides) {
    long[] steps = new long[sides.size()]; // in ascending order
    int[] sizes = new int[sides.size()];
    int moving = 0;
    for (Schedule.Side side : sides) {
      long step = Math.abs((long) place.linear().coefficient(side.index()));
      if (step != 0 && side.size() > 1) {
        int at = moving++;
        for (; at > 0 && steps[at - 1] > step; at--) {
          steps[at] = steps[at - 1];
          sizes[at] = sizes[at - 1];
        }
        steps[at] = step;
        sizes[at] = side.size();
      }
    }
    long count = 1;
    long span = 0;
    for (int i = 0; i < moving; i++) {
      long unit = steps[0];
      boolean dense = count == span / unit + 1;
      boolean overlaps = dense && steps[i] % unit == 0 && steps[i] <= span + unit;
      span += steps[i] * (sizes[i] - 1);
      count = overlaps ? span / unit + 1 : count * sizes[i];
    }
    return count;
  }

  /** How far the reads move when an index does. */
  long stride(String index) {
    long stride = 0;
    for (Place place : operands) {
      stride += Math.abs((long) place.linear().coefficient(index));
    }
    return stride;
  }

  /** How far the stores move when an index does. */
  long storeStride(String index) {
    Affine position = nest.targets().get(0).linear();
    return Math.abs((long) position.coefficient(index));
  }

  /** The index that vectors can run along, a free one if possible; empty if there is none. */
  String lane() {
    return Stream.concat(nest.free().stream(), nest.reduced().stream())
        .map(Index::name)
        .filter(
            index ->
                nest.free().stream().anyMatch(i -> i.name().equals(index))
                    || nest.combinesLanes(index, lanes))
        .filter(index -> nest.allowsLane(index, lanes))
        .findFirst()
        .orElse("");
  }

  /** The free indices, the one that moves the stores furthest outermost. */
  List<String> freeByStride() {
    List<String> order = new ArrayList<>(nest.free().stream().map(Index::name).toList());
    order.sort((a, b) -> Long.compare(storeStride(b), storeStride(a)));
    return order;
  }
}
