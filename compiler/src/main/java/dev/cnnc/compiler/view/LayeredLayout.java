package dev.cnnc.compiler.view;

import dev.cnnc.compiler.view.Placement.Point;
import dev.cnnc.compiler.view.Placement.Rectangle;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Places a drawing from top to bottom: rank by rank, each box near the middle of its neighbours.
 */
final class LayeredLayout {
  static final double FONT_SIZE = 12;
  static final double LINE_HEIGHT = 16;
  private static final double CHARACTER_WIDTH = 7.3;
  private static final double PADDING = 10;
  private static final double GAP = 24;
  private static final double BEND_WIDTH = 6;
  private static final double RANK_GAP = 44;
  private static final double MARGIN = 20;
  private static final int ROUNDS = 12;

  private final Ranks ranks;

  private LayeredLayout(Ranks ranks) {
    this.ranks = ranks;
  }

  static Placement place(Drawing drawing) {
    return new LayeredLayout(new Ranks(drawing)).run();
  }

  private Placement run() {
    for (List<Ranks.Slot> row : ranks.rows) {
      spread(row);
    }
    for (int round = 0; round < ROUNDS; round++) {
      boolean downwards = round % 2 == 0;
      for (int i = 0; i < ranks.rows.size(); i++) {
        align(ranks.rows.get(downwards ? i : ranks.rows.size() - 1 - i), downwards);
      }
    }
    return measure();
  }

  /** Side by side from the left, in the row's order. */
  private static void spread(List<Ranks.Slot> row) {
    double x = 0;
    for (Ranks.Slot slot : row) {
      slot.x = x + width(slot) / 2;
      x += width(slot) + GAP;
    }
  }

  /**
   * Moves the slots of a row to where their neighbours are. Where two would overlap, both go to the
   * middle of what they want, as far apart as they must be.
   */
  private static void align(List<Ranks.Slot> row, boolean downwards) {
    List<Cluster> clusters = new ArrayList<>();
    for (Ranks.Slot slot : row) {
      List<Ranks.Slot> neighbours = downwards ? slot.above : slot.below;
      double wanted = neighbours.stream().mapToDouble(n -> n.x).average().orElse(slot.x);
      Cluster cluster = new Cluster(slot, wanted);
      while (!clusters.isEmpty() && clusters.get(clusters.size() - 1).right() > cluster.left()) {
        cluster = clusters.remove(clusters.size() - 1).join(cluster);
      }
      clusters.add(cluster);
    }
    clusters.forEach(Cluster::settle);
  }

  /** Slots that stand side by side without room between them. */
  private static final class Cluster {
    private final List<Ranks.Slot> slots = new ArrayList<>();
    private final List<Double> offsets = new ArrayList<>();
    private double width;
    private double wantedSum;

    Cluster(Ranks.Slot slot, double wanted) {
      add(slot, wanted);
    }

    private void add(Ranks.Slot slot, double wanted) {
      double offset = width + GAP / 2 + LayeredLayout.width(slot) / 2;
      slots.add(slot);
      offsets.add(offset);
      wantedSum += wanted - offset;
      width += LayeredLayout.width(slot) + GAP;
    }

    double left() {
      return wantedSum / slots.size();
    }

    double right() {
      return left() + width;
    }

    Cluster join(Cluster next) {
      for (int i = 0; i < next.slots.size(); i++) {
        slots.add(next.slots.get(i));
        offsets.add(width + next.offsets.get(i));
      }
      wantedSum += next.wantedSum - width * next.slots.size();
      width += next.width;
      return this;
    }

    void settle() {
      for (int i = 0; i < slots.size(); i++) {
        slots.get(i).x = left() + offsets.get(i);
      }
    }
  }

  private Placement measure() {
    double left = Double.POSITIVE_INFINITY;
    double right = Double.NEGATIVE_INFINITY;
    double[] middle = new double[ranks.rows.size()];
    double y = MARGIN;
    for (int rank = 0; rank < middle.length; rank++) {
      double tallest = 0;
      for (Ranks.Slot slot : ranks.rows.get(rank)) {
        left = Math.min(left, slot.x - width(slot) / 2);
        right = Math.max(right, slot.x + width(slot) / 2);
        tallest = Math.max(tallest, height(slot));
      }
      middle[rank] = y + tallest / 2;
      y += tallest + RANK_GAP;
    }
    double shift = MARGIN - left;
    Map<String, Rectangle> boxes = new LinkedHashMap<>();
    for (List<Ranks.Slot> row : ranks.rows) {
      for (Ranks.Slot slot : row) {
        if (slot.box != null) {
          boxes.put(
              slot.box.id(),
              new Rectangle(slot.x + shift, middle[slot.rank], width(slot), height(slot)));
        }
      }
    }
    List<List<Point>> routes = new ArrayList<>();
    for (List<Ranks.Slot> chain : ranks.chains) {
      routes.add(route(chain, boxes, middle, shift));
    }
    return new Placement(right + shift + MARGIN, y - RANK_GAP + MARGIN, boxes, routes);
  }

  private static List<Point> route(
      List<Ranks.Slot> chain, Map<String, Rectangle> boxes, double[] middle, double shift) {
    List<Point> points = new ArrayList<>();
    Rectangle from = boxes.get(chain.get(0).box.id());
    points.add(new Point(from.x(), from.bottom()));
    for (Ranks.Slot bend : chain.subList(1, chain.size() - 1)) {
      points.add(new Point(bend.x + shift, middle[bend.rank]));
    }
    Rectangle to = boxes.get(chain.get(chain.size() - 1).box.id());
    points.add(new Point(to.x(), to.top()));
    return points;
  }

  private static double width(Ranks.Slot slot) {
    if (slot.box == null) {
      return BEND_WIDTH;
    }
    int longest = slot.box.lines().stream().mapToInt(String::length).max().orElse(0);
    return longest * CHARACTER_WIDTH + 2 * PADDING;
  }

  private static double height(Ranks.Slot slot) {
    return slot.box == null ? 0 : slot.box.lines().size() * LINE_HEIGHT + PADDING;
  }
}
