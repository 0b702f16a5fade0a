package dev.cnnc.compiler.schedule;

import dev.cnnc.compiler.graph.Index;
import dev.cnnc.compiler.graph.Reduction;
import java.util.ArrayList;
import java.util.List;

/**
 * The default schedule of a nest. Contractions get a tile of 8 to 24 accumulators, cut so that
 * little is left over and few operands are loaded per multiply-add; everything else runs along
 * vectors as it is stored.
 */
final class ChooseSchedule {
  /** Below this, a reduction is written out rather than tiled. */
  private static final int SHORT_REDUCTION = 10;

  /** A task should have at least this many terms, so that handing it out does not count. */
  private static final long TASK_TERMS = 1 << 12;

  /** How many tasks a step should have, for threads to share and for HotSpot to notice the code. */
  private static final int TASKS = 32;

  private final Nest nest;
  private final Profile profile;
  private final int lanes;
  private final String lane;
  private final int vectorsInAll;

  private ChooseSchedule(Nest nest, int lanes) {
    this.nest = nest;
    this.profile = new Profile(nest);
    this.lanes = lanes;
    this.lane = lanes == 1 ? "" : profile.lane();
    this.vectorsInAll = lane.isEmpty() ? 1 : (nest.extent(lane) - 1) / lanes + 1;
  }

  static Schedule choose(Nest nest, int lanes) {
    ChooseSchedule choice = new ChooseSchedule(nest, lanes);
    return choice.profile.terms() < SHORT_REDUCTION ? choice.elementwise() : choice.contraction();
  }

  private Schedule elementwise() {
    List<String> loops = profile.freeByStride();
    loops.remove(lane);
    if (!lane.isEmpty()) {
      loops.add(lane);
    }
    int terms = (int) profile.terms();
    int vectors = divisor(vectorsInAll, terms > 1 ? 2 : 4);
    int examples =
        nest.batched()
            ? (int) Math.max(1, Math.min(8, TASK_TERMS / (profile.elements() * terms)))
            : 1;
    return new Schedule(
        lane,
        vectors,
        "",
        1,
        loops,
        nest.batched() ? 0 : parallel(loops, vectors, "", 1, TASKS),
        reductions(),
        0,
        nest.reduced().size(),
        examples);
  }

  /** The largest number up to {@code most} that divides another, or most if that is much larger. */
  private static int divisor(int number, int most) {
    int best = 1;
    for (int candidate = 2; candidate <= most; candidate++) {
      if (number % candidate == 0 || number > 8 * candidate) {
        best = candidate;
      }
    }
    return best;
  }

  private Schedule contraction() {
    TileChoice tile = TileChoice.best(profile, lane, vectorsInAll, lanes);
    List<String> loops = profile.freeByStride();
    loops.remove(lane);
    loops.remove(tile.index());
    if (!lane.isEmpty()) {
      loops.add(0, lane);
    }
    boolean overExamples = tile.index().equals(Schedule.EXAMPLE);
    if (!tile.index().isEmpty() && !overExamples) {
      loops.add(tile.index());
    }
    boolean inMemory = carriesOnInMemory(tile);
    int examples = 1;
    int parallel;
    if (overExamples) {
      int blocks = (vectorsInAll - 1) / tile.vectors() + 1;
      int size = Profile.BATCH * Math.min(blocks, 16) / 16;
      examples = Math.max(1, size / tile.size()) * tile.size();
      parallel = parallel(loops, tile.vectors(), tile.index(), tile.size(), 16);
    } else if (nest.batched()) {
      boolean large = profile.elements() * profile.terms() >= 1 << 24;
      parallel = large ? parallel(loops, tile.vectors(), tile.index(), tile.size(), 4) : 0;
    } else {
      int tasks = inMemory && operands() > 1 << 21 ? 8 : TASKS;
      parallel = parallel(loops, tile.vectors(), tile.index(), tile.size(), tasks);
    }
    return new Schedule(
        lane,
        tile.vectors(),
        tile.index(),
        tile.size(),
        loops,
        parallel,
        reductions(),
        inMemory ? 1 : 0,
        0,
        examples);
  }

  /** How many numbers are read over a batch, each counted once. */
  private long operands() {
    long sum = 0;
    for (Place place : nest.places().values()) {
      long size = nest.overBatch() ? Profile.BATCH : 1;
      for (Index index : nest.indices()) {
        size *= place.linear().coefficient(index.name()) == 0 ? 1 : index.extent();
      }
      sum += size;
    }
    return sum;
  }

  /**
   * A sum over the batch that has much to add per example is carried on in memory, one example
   * after the other: what is read of an example fits a cache, that of a batch does not.
   */
  private boolean carriesOnInMemory(TileChoice tile) {
    long perExample = profile.terms() / Profile.BATCH;
    long inTile = (long) tile.size() * tile.vectors() * (lane.isEmpty() ? 1 : lanes);
    return nest.overBatch()
        && nest.reduction() == Reduction.SUM
        && perExample >= 16
        && profile.elements() > inTile;
  }

  /** How many loops to cut into tasks: the outer ones, until there are enough tasks. */
  private int parallel(List<String> loops, int vectors, String tile, int size, int wanted) {
    long work = profile.elements() * profile.terms();
    long tasks = 1;
    int parallel = 0;
    for (String index : loops) {
      int step = index.equals(lane) ? vectors * lanes : index.equals(tile) ? size : 1;
      long more = tasks * ((nest.extent(index) - 1) / step + 1);
      if (tasks >= wanted || work / more < TASK_TERMS / 4) {
        break;
      }
      tasks = more;
      parallel++;
    }
    return parallel;
  }

  /**
   * The reduction that moves the reads furthest outermost. The innermost one should have some turns
   * to go, and no test.
   */
  private List<String> reductions() {
    List<Index> order = new ArrayList<>(nest.reduced());
    order.sort((a, b) -> Long.compare(profile.stride(b.name()), profile.stride(a.name())));
    Index innermost = null;
    for (Index index : order) {
      boolean free = !nest.guarded(index.name()) && !nest.dependsBeyondPositions(index.name());
      boolean longer = innermost == null || index.extent() > innermost.extent();
      if (free && (longer || index.extent() >= 8)) {
        innermost = index;
      }
    }
    if (innermost != null) {
      order.remove(innermost);
      order.add(innermost);
    }
    List<String> names = new ArrayList<>();
    if (nest.overBatch()) {
      names.add(Schedule.EXAMPLE);
    }
    order.forEach(index -> names.add(index.name()));
    return names;
  }
}
