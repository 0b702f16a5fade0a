package dev.cnnc.compiler.schedule;

import dev.cnnc.compiler.graph.Index;
import java.util.ArrayList;
import java.util.List;

/** The tile of a contraction: which index beside the lanes, how many of it, how many vectors. */
record TileChoice(String index, int size, int vectors) {
  /** With more, C2 was seen to run at half the speed, although there are registers for 24. */
  private static final int MOST_ACCUMULATORS = 16;

  /** In bytes; what is larger is read from the second-level cache. */
  private static final long FIRST_LEVEL_CACHE = 32 << 10;

  /**
   * The tile whose turns cost least in all. A processor is taken to do two multiply-adds or two
   * loads per cycle, to need four cycles for a multiply-add, which the next turn waits for, and two
   * cycles for a line from the second-level cache.
   *
   * @param reductions the reduction loops around the tile, outermost first
   */
  static TileChoice best(
      Profile profile, String lane, int vectorsInAll, int lanes, List<String> reductions) {
    List<String> indices = new ArrayList<>(List.of(""));
    for (Index index : profile.nest().free()) {
      if (!index.name().equals(lane) && !profile.nest().guarded(index.name())) {
        indices.add(index.name());
      }
    }
    if (profile.nest().batched()) {
      indices.add(Schedule.EXAMPLE);
    }
    // 32 vector registers with 16 lanes, 16 with fewer; single numbers gain from few.
    int accumulators = lane.isEmpty() ? 8 : lanes == 16 ? MOST_ACCUMULATORS : 12;
    int registers = lane.isEmpty() ? 10 : lanes == 16 ? 32 : 15;
    TileChoice best = new TileChoice("", 1, 1);
    double least = Double.MAX_VALUE;
    for (String index : indices) {
      int extent = profile.extent(index);
      for (int size = 1; size <= Math.min(extent, 12); size++) {
        for (int vectors = 1; vectors <= Math.min(4, vectorsInAll); vectors++) {
          if (size * vectors + vectors + 1 > registers || size * vectors > accumulators) {
            continue;
          }
          TileChoice choice = new TileChoice(index, size, vectors);
          double cost = choice.cost(profile, lane, extent, vectorsInAll, lanes, reductions);
          if (cost < least) {
            best = choice;
            least = cost;
          }
        }
      }
    }
    return best;
  }

  /**
   * Cycles for one turn of all tiles, those that are left over included, per value of the index.
   */
  private double cost(
      Profile profile,
      String lane,
      int extent,
      int vectorsInAll,
      int lanes,
      List<String> reductions) {
    double sum = 0;
    for (int[] along : cuts(extent, size)) {
      for (int[] across : cuts(vectorsInAll, vectors)) {
        Turn turn = new Turn(profile, lane, across[1], lanes, index, along[1], reductions);
        sum += (double) along[0] * across[0] * turn.cycles();
      }
    }
    // What is left over needs code of its own.
    boolean rest = extent % size != 0 || vectorsInAll % vectors != 0;
    double code = rest ? 1.04 : 1;
    boolean far = index.equals(Schedule.EXAMPLE);
    return sum / extent * code * (far ? 1.2 : 1) * (1 + 1e-9 * profile.stride(index));
  }

  private static int[][] cuts(int extent, int size) {
    return new int[][] {{extent / size, size}, {extent % size == 0 ? 0 : 1, extent % size}};
  }

  /** A turn of the innermost loop. */
  private record Turn(
      Profile profile,
      String lane,
      int vectors,
      int lanes,
      String tile,
      int positions,
      List<String> reductions) {
    double cycles() {
      double multiplyAdds = positions * vectors / 2.0;
      double loads = 0;
      for (Place place : profile.nest().operands()) {
        loads += loads(place);
      }
      // Loads compete for other things too: of equal tiles, the one with fewer is better.
      return Math.max(Math.max(multiplyAdds, loads), 4) + 1 + 0.1 * loads;
    }

    private double loads(Place place) {
      boolean vector = place.linear().coefficient(lane) != 0;
      int along = place.linear().coefficient(tile) == 0 ? 1 : positions;
      int loads = vector ? along * vectors : along;
      long bytes = 4L * loads * (vector ? lanes : 1);
      for (String reduction : reductions) {
        bytes *= place.linear().coefficient(reduction) == 0 ? 1 : profile.extent(reduction);
      }
      // Arrays do not begin at a cache line, so a vector as long as one lies in two.
      double cycles = vector && lanes == 16 ? 1.25 * loads : loads / 2.0;
      if (bytes <= FIRST_LEVEL_CACHE) {
        return cycles;
      }
      // Numbers next to each other share a line, those of the next turns included.
      boolean contiguous =
          Math.abs(place.linear().coefficient(tile)) == 1
              || reductions.stream().anyMatch(r -> place.linear().coefficient(r) == 1);
      double lines = vector ? loads * lanes / 16.0 : contiguous ? loads / 16.0 : loads;
      return cycles + 1.5 * lines;
    }
  }
}
