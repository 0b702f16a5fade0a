package dev.cnnc.compiler.schedule;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The order of a contraction's free loops, by what has to be read again from beyond a cache: the
 * innermost loops whose operands fit a cache together read each of them once, all loops outside of
 * these read them once a turn.
 */
final class LoopOrder {
  /** In numbers; less than what common processors have, as other things lie there too. */
  private static final long[] CACHES = {6_000, 130_000};

  /** A number from beyond the second level costs more than one from beyond the first. */
  private static final double[] WEIGHTS = {1, 3};

  /** All orders of up to so many loops are tried. */
  private static final int MOST = 5;

  private final Profile profile;
  private final Map<String, Integer> tile;
  private List<String> best = List.of();
  private double least = Double.MAX_VALUE;

  private LoopOrder(Profile profile, Map<String, Integer> tile) {
    this.profile = profile;
    this.tile = tile;
  }

  /**
   * @param loops the free indices in the order that is taken where nothing speaks against it
   * @param tile how many values of each index the innermost code takes at once, reduced ones
   *     included
   */
  static List<String> best(Profile profile, List<String> loops, Map<String, Integer> tile) {
    if (loops.size() > MOST) {
      return loops;
    }
    LoopOrder order = new LoopOrder(profile, tile);
    order.extend(List.of(), loops);
    return order.best;
  }

  private void extend(List<String> outer, List<String> rest) {
    if (rest.isEmpty()) {
      double cost = cost(outer);
      if (cost < least * 0.97) {
        least = cost;
        best = outer;
      }
      return;
    }
    for (String next : rest) {
      List<String> longer = new ArrayList<>(outer);
      longer.add(next);
      List<String> others = new ArrayList<>(rest);
      others.remove(next);
      extend(longer, others);
    }
  }

  private double cost(List<String> loops) {
    double cost = 0;
    for (int cache = 0; cache < CACHES.length; cache++) {
      cost += WEIGHTS[cache] * reads(loops, CACHES[cache]);
    }
    return cost;
  }

  /** How many numbers are read from beyond a cache of that many. */
  private double reads(List<String> loops, long cache) {
    Map<String, Integer> inside = new HashMap<>(tile);
    int level = loops.size();
    long footprint = profile.footprint(inside);
    while (level > 0) {
      Map<String, Integer> more = new HashMap<>(inside);
      more.put(loops.get(level - 1), profile.extent(loops.get(level - 1)));
      long larger = profile.footprint(more);
      if (larger > cache) {
        break;
      }
      inside = more;
      footprint = larger;
      level--;
    }
    double turns = 1;
    for (String index : loops.subList(0, level)) {
      turns *= Math.ceil((double) profile.extent(index) / tile.getOrDefault(index, 1));
    }
    return turns * footprint;
  }
}
