package dev.cnnc.compiler.schedule;

import dev.cnnc.compiler.graph.Index;
import java.util.ArrayList;
import java.util.List;

/** The tile of a contraction: which index beside the lanes, how many of it, how many vectors. */
record TileChoice(String index, int size, int vectors) {
  /**
   * The tile whose turns cost least in all. A processor is taken to do two multiply-adds or two
   * loads per cycle and to need four cycles for a multiply-add, which the next turn waits for.
   */
  static TileChoice best(Profile profile, String lane, int vectorsInAll, int lanes) {
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
    int registers = lane.isEmpty() ? 10 : lanes == 16 ? 30 : 15;
    TileChoice best = new TileChoice("", 1, 1);
    double least = Double.MAX_VALUE;
    for (String index : indices) {
      int extent = extent(profile, index);
      for (int size = 1; size <= Math.min(extent, index.isEmpty() ? 1 : 12); size++) {
        for (int vectors = 1; vectors <= Math.min(4, vectorsInAll); vectors++) {
          if (size * vectors + vectors + 1 > registers || size * vectors > 24) {
            continue;
          }
          TileChoice choice = new TileChoice(index, size, vectors);
          double cost = choice.cost(profile, lane, extent, vectorsInAll);
          if (cost < least) {
            best = choice;
            least = cost;
          }
        }
      }
    }
    return best;
  }

  private static int extent(Profile profile, String index) {
    if (index.equals(Schedule.EXAMPLE)) {
      return Profile.BATCH;
    }
    return index.isEmpty() ? 1 : profile.nest().extent(index);
  }

  /** Cycles for one turn of all tiles, those that are left over included. */
  private double cost(Profile profile, String lane, int extent, int vectorsInAll) {
    double sum = 0;
    for (int[] along : cuts(extent, size)) {
      for (int[] across : cuts(vectorsInAll, vectors)) {
        double turn = turn(profile, lane, along[1], across[1]);
        sum += (double) along[0] * across[0] * turn;
      }
    }
    // Per value of the index, so that indices of different extents compare.
    double each = sum / extent;
    boolean far = index.equals(Schedule.EXAMPLE);
    return each * (far ? 1.2 : 1) * (1 + 1e-9 * profile.stride(index));
  }

  private static int[][] cuts(int extent, int size) {
    return new int[][] {{extent / size, size}, {extent % size == 0 ? 0 : 1, extent % size}};
  }

  private double turn(Profile profile, String lane, int positions, int across) {
    double multiplyAdds = positions * across / 2.0;
    double loads = profile.reads(index, positions, lane, across) / 2.0;
    return Math.max(Math.max(multiplyAdds, loads), 4) + 1;
  }
}
