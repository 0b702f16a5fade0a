package dev.cnnc.compiler.schedule;

import java.util.List;

/**
 * How the loops of one comprehension are arranged. A schedule is data: whatever it says, the code
 * computes the same sums; what does not fit (a tile larger than its axis, lanes that an access
 * forbids) is cut down.
 *
 * <p>The loops, from the outside in: tasks, over the examples of a batched result and over the
 * first {@link #parallel} of {@link #loops}; the first {@link #inMemory} reductions; the other free
 * loops; the other reductions; the tile. Of a tile of {@code tileSize × vectors} elements, all
 * accumulators are in registers.
 *
 * @param lane the free index along vectors; empty for code in single numbers
 * @param vectors how many vectors along the lane index a tile has
 * @param tile the index along the other side of the tile: a free one or {@link #EXAMPLE}; empty for
 *     none
 * @param tileSize how many values of the tile index a tile has
 * @param loops the free indices, outermost first; those that are not named follow in their order
 * @param parallel how many of the loops are cut into tasks
 * @param chunk how many turns of the last of these loops a task does
 * @param reductions the reduced indices and {@link #EXAMPLE} for the batch, outermost first
 * @param inMemory how many of the reductions stand outside of the free loops, so that sums are
 *     carried on in the result's array: for results that fit a cache, over operands that do not
 * @param unroll how many of the innermost reductions are written out
 * @param examplesPerTask how many examples a task has
 */
public record Schedule(
    String lane,
    int vectors,
    String tile,
    int tileSize,
    List<String> loops,
    int parallel,
    int chunk,
    List<String> reductions,
    int inMemory,
    int unroll,
    int examplesPerTask) {
  /** The batch as an index. */
  public static final String EXAMPLE = "example";

  public Schedule {
    loops = List.copyOf(loops);
    reductions = List.copyOf(reductions);
    if (vectors < 1 || tileSize < 1 || chunk < 1 || examplesPerTask < 1) {
      throw new IllegalArgumentException("sizes of a schedule are at least 1");
    }
    if (!tile.isEmpty() && tile.equals(lane)) {
      throw new IllegalArgumentException(tile + " cannot be both lane and tile index");
    }
  }
}
