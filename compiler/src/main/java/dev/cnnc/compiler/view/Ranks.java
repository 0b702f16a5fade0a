package dev.cnnc.compiler.view;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Puts the boxes of a drawing into ranks, so that every arrow leads from a rank to a later one, and
 * gives an arrow that spans several ranks a bend in each rank between (Sugiyama, Tagawa and Toda
 * 1981, first two steps).
 */
final class Ranks {
  /** A box, or a bend of a long arrow; {@code box} is null for a bend. */
  static final class Slot {
    final Drawing.Box box;
    final int rank;
    final List<Slot> above = new ArrayList<>();
    final List<Slot> below = new ArrayList<>();
    double x;
    private int place;

    Slot(Drawing.Box box, int rank) {
      this.box = box;
      this.rank = rank;
    }
  }

  private static final int SWEEPS = 8;

  final List<List<Slot>> rows = new ArrayList<>();

  /** For each arrow, the slots it runs through, from its start to its end. */
  final List<List<Slot>> chains = new ArrayList<>();

  private final Map<String, Slot> slots = new HashMap<>();

  Ranks(Drawing drawing) {
    Map<String, Integer> ranks = longestPaths(drawing);
    for (Drawing.Box box : drawing.boxes()) {
      slots.put(box.id(), add(box, ranks.get(box.id())));
    }
    for (Drawing.Arrow arrow : drawing.arrows()) {
      chains.add(chain(slots.get(arrow.from()), slots.get(arrow.to())));
    }
    for (int sweep = 0; sweep < SWEEPS; sweep++) {
      orderByNeighbours(sweep % 2 == 0);
    }
  }

  /** An arrow against the order of the boxes does not push its end down: a cycle stays finite. */
  private static Map<String, Integer> longestPaths(Drawing drawing) {
    Map<String, Integer> position = new HashMap<>();
    Map<String, List<String>> targets = new HashMap<>();
    Map<String, Integer> ranks = new HashMap<>();
    for (Drawing.Box box : drawing.boxes()) {
      position.put(box.id(), position.size());
      targets.put(box.id(), new ArrayList<>());
      ranks.put(box.id(), 0);
    }
    for (Drawing.Arrow arrow : drawing.arrows()) {
      if (position.get(arrow.from()) < position.get(arrow.to())) {
        targets.get(arrow.from()).add(arrow.to());
      }
    }
    for (Drawing.Box box : drawing.boxes()) {
      for (String target : targets.get(box.id())) {
        ranks.merge(target, ranks.get(box.id()) + 1, Math::max);
      }
    }
    pullDown(drawing, targets, ranks);
    return ranks;
  }

  /** What nothing leads to, such as a parameter, stands right above the first that reads it. */
  private static void pullDown(
      Drawing drawing, Map<String, List<String>> targets, Map<String, Integer> ranks) {
    Set<String> reached = new HashSet<>();
    drawing.arrows().forEach(arrow -> reached.add(arrow.to()));
    for (Drawing.Box box : drawing.boxes()) {
      OptionalInt first = targets.get(box.id()).stream().mapToInt(ranks::get).min();
      if (!reached.contains(box.id()) && first.isPresent()) {
        ranks.put(box.id(), first.getAsInt() - 1);
      }
    }
  }

  private Slot add(Drawing.Box box, int rank) {
    while (rows.size() <= rank) {
      rows.add(new ArrayList<>());
    }
    Slot slot = new Slot(box, rank);
    slot.place = rows.get(rank).size();
    rows.get(rank).add(slot);
    return slot;
  }

  private List<Slot> chain(Slot from, Slot to) {
    List<Slot> chain = new ArrayList<>();
    chain.add(from);
    Slot previous = from;
    for (int rank = from.rank + 1; rank < to.rank; rank++) {
      Slot bend = add(null, rank);
      connect(previous, bend);
      chain.add(bend);
      previous = bend;
    }
    chain.add(to);
    if (from.rank < to.rank) {
      connect(previous, to);
    }
    return chain;
  }

  private static void connect(Slot upper, Slot lower) {
    upper.below.add(lower);
    lower.above.add(upper);
  }

  /** Sorts each row by the mean place of the neighbours: fewer arrows cross. */
  private void orderByNeighbours(boolean downwards) {
    for (int i = 0; i < rows.size(); i++) {
      List<Slot> row = rows.get(downwards ? i : rows.size() - 1 - i);
      Map<Slot, Double> keys = new HashMap<>();
      for (Slot slot : row) {
        List<Slot> neighbours = downwards ? slot.above : slot.below;
        keys.put(slot, neighbours.stream().mapToInt(n -> n.place).average().orElse(slot.place));
      }
      row.sort(Comparator.comparingDouble(keys::get));
      for (int place = 0; place < row.size(); place++) {
        row.get(place).place = place;
      }
    }
  }
}
