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

  /** How many reads a turn of the innermost loop does, per value of the given indices. */
  int reads(String tile, int positions, String lane, int vectors) {
    int reads = 0;
    for (Place place : nest.places().values()) {
      int own = place.linear().coefficient(tile) == 0 ? 1 : positions;
      reads += place.linear().coefficient(lane) == 0 ? own : own * vectors;
    }
    return reads;
  }

  /** How far the reads move when an index does. */
  long stride(String index) {
    return nest.places().values().stream()
        .mapToLong(place -> Math.abs((long) place.linear().coefficient(index)))
        .sum();
  }

  /** How far the stores move when an index does. */
  long storeStride(String index) {
    Affine position = nest.stores().get(0).place().linear();
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
