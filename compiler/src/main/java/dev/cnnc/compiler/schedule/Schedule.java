package dev.cnnc.compiler.schedule;

import java.util.List;

/**
 * How the loops of one comprehension are arranged. A schedule is data: whatever it says, the code
 * computes the same sums; what does not fit (a tile larger than its axis, lanes that an access
 * forbids) is cut down.
 *
 * <p>The loops, from the outside in: tasks, over the examples of a batched result and over the
 * first {@link #parallel} of {@link #loops}; the first {@link #inMemory} reductions; the other free
 * loops; the other reductions; the tile, whose accumulators are all in registers.
 *
 * @param lane the index along vectors: a free one, or {@link #MEMBER} where interleaved examples
 *     are summed; empty for code in single numbers
 * @param vectors how many vectors along the lane index a tile has
 * @param tile the other sides of the tile: free indices or {@link #EXAMPLE}, the last one fastest
 * @param loops the free indices, outermost first; those that are not named follow in their order
 * @param parallel how many of the loops are cut into tasks
 * @param chunk how many turns of the last of these loops a task does; the next chunk comes after
 *     all turns of the others
 * @param reductions the reduced indices and {@link #EXAMPLE} for the batch, outermost first
 * @param inMemory how many of the reductions stand outside of the free loops, so that sums are
 *     carried on in the result's array: for results that fit a cache, over operands that do not
 * @param unroll how many of the innermost reductions are written out
 * @param examplesPerTask how many examples, or groups of interleaved ones, a task has
 */
public record Schedule(
    String lane,
    int vectors,
    List<Side> tile,
    List<String> loops,
    int parallel,
    int chunk,
    List<String> reductions,
    int inMemory,
    int unroll,
    int examplesPerTask) {
  /** The batch as an index; where examples are interleaved, it counts groups of them. */
  public static final String EXAMPLE = "example";

  /** The number of an example in its group of interleaved ones. */
  public static final String MEMBER = "member";

  /**
   * A side of a tile.
   *
   * @param size how many values of the index a tile has
   */
  public record Side(String index, int size) {
    public Side {
      if (size < 1) {
        throw new IllegalArgumentException("a tile of " + size + " values of " + index);
      }
    }
  }

  public Schedule {
    tile = List.copyOf(tile);
    loops = List.copyOf(loops);
    reductions = List.copyOf(reductions);
    if (vectors < 1 || chunk < 1 || examplesPerTask < 1) {
      throw new IllegalArgumentException("sizes of a schedule are at least 1");
    }
    if (tile.stream().map(Side::index).distinct().count() < tile.size()) {
      throw new IllegalArgumentException("a tile with equal sides: " + tile);
    }
    for (Side side : tile) {
      if (side.index().equals(lane)) {
        throw new IllegalArgumentException(lane + " cannot be both lane and tile index");
      }
    }
  }

  /** How many values of an index a tile has. */
  int tileSize(String index) {
    return tile.stream()
        .filter(side -> side.index().equals(index))
        .mapToInt(Side::size)
        .findFirst()
        .orElse(1);
  }
}
