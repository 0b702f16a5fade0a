package dev.cnnc.compiler.schedule;

import dev.cnnc.compiler.graph.Affine;
import dev.cnnc.compiler.graph.Index;
import java.util.ArrayList;
import java.util.List;

/** What a default schedule is chosen by: how much a nest computes, and what it reads where. */
record Profile(Nest nest) {
  /** Stands for the size of a batch, which is not known. */
  static final int BATCH = 64;

  /** How many terms an element has. */
  long terms() {
    long terms = nest.overBatch() ? BATCH : 1;
    for (Index index : nest.reduced()) {
      terms *= index.extent();
    }
    return terms;
  }

  /** How many elements one example's result has. */
  long elements() {
    return nest.free().stream().mapToLong(Index::extent).reduce(1, (a, b) -> a * b);
  }

  /** How many values an index has, {@link Schedule#EXAMPLE} and none included. */
  int extent(String index) {
    return index.equals(Schedule.EXAMPLE) ? BATCH : index.isEmpty() ? 1 : nest.extent(index);
  }

  /** How many numbers are read in some loops together, each counted once, at most. */
  long footprint(List<String> loops) {
    return nest.operands().stream().mapToLong(place -> footprint(place, loops)).sum();
  }

  /** Windows overlap, so no more numbers are read than there are from the first to the last. */
  private long footprint(Place place, List<String> loops) {
    long reads = 1;
    long span = 1;
    for (String index : loops) {
      long step = Math.abs((long) place.linear().coefficient(index));
      reads *= step == 0 ? 1 : extent(index);
      span += step * (extent(index) - 1);
    }
    return Math.min(reads, span);
  }

  /** How far the reads move when an index does. */
  long stride(String index) {
    return nest.operands().stream()
        .mapToLong(place -> Math.abs((long) place.linear().coefficient(index)))
        .sum();
  }

  /** How far the stores move when an index does. */
  long storeStride(String index) {
    Affine position = nest.targets().get(0).linear();
    return Math.abs((long) position.coefficient(index));
  }

  /** The free index that vectors can run along; empty if there is none. */
  String lane() {
    return nest.free().stream().map(Index::name).filter(nest::allowsLane).findFirst().orElse("");
  }

  /** The free indices, the one that moves the stores furthest outermost. */
  List<String> freeByStride() {
    List<String> order = new ArrayList<>(nest.free().stream().map(Index::name).toList());
    order.sort((a, b) -> Long.compare(storeStride(b), storeStride(a)));
    return order;
  }
}
