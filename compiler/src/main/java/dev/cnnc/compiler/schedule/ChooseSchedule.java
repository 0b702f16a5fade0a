package dev.cnnc.compiler.schedule;

import dev.cnnc.compiler.graph.Index;
import dev.cnnc.compiler.graph.Reduction;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

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

  /** The same for each example or group of interleaved ones, where there are few. */
  private static final int TASKS_PER_GROUP = 4;

  /** So many numbers fit the first-level cache, beside a tile's share of the result. */
  private static final long CACHED = 10_000;

  /** How many numbers next to each other a transposing copy reads at once: a cache line. */
  private static final int TRANSPOSED = 16;

  /** How many elements a tile along short indices has at most. */
  private static final int MOST_NUMBERED = 9;

  /** Above this many numbers it matters most that each task reads them all. */
  private static final long LARGE = 1 << 21;

  private final Nest nest;
  private final Profile profile;
  private final int lanes;
  private final String lane;
  private final int vectorsInAll;

  private ChooseSchedule(Profile profile, String lane) {
    this.nest = profile.nest();
    this.profile = profile;
    this.lanes = profile.lanes();
    this.lane = lane;
    this.vectorsInAll = lane.isEmpty() ? 1 : (nest.extent(lane) - 1) / lanes + 1;
  }

  static Schedule choose(Profile profile) {
    return ranked(profile, 1).get(0);
  }

  /** Up to so many schedules, the default one first. */
  static List<Schedule> ranked(Profile profile, int most) {
    return ranked(profile, profile.lanes() == 1 ? "" : profile.lane(), most);
  }

  /** The same for vectors along another index, which the nest has to allow. */
  static List<Schedule> ranked(Profile profile, String lane, int most) {
    return new ChooseSchedule(profile, lane).ranked(most);
  }

  private List<Schedule> ranked(int most) {
    boolean separable = SeparableSum.of(nest, lane).isPresent();
    return separable || profile.terms() < SHORT_REDUCTION
        ? List.of(elementwise())
        : contractions(most);
  }

  private Schedule elementwise() {
    List<String> loops = profile.freeByStride();
    loops.remove(lane);
    if (!lane.isEmpty()) {
      loops.add(lane);
    }
    int terms = (int) profile.terms();
    List<Schedule.Side> numbered = numbered();
    String side = transposed();
    if (!side.isEmpty()) {
      loops.remove(side);
      loops.add(loops.size() - 1, side);
    } else if (lane.equals(Schedule.MEMBER) && loops.size() > 1) {
      // One vector for each element: some elements at once instead.
      side = loops.get(loops.size() - 2);
    }
    int size = side.isEmpty() ? 1 : Math.min(TRANSPOSED, nest.extent(side));
    if (lane.equals(Schedule.MEMBER)) {
      boolean free = !side.isEmpty() && !nest.guarded(side);
      size = free ? divisor(nest.extent(side), terms > 1 ? 2 : 4) : 1;
    }
    List<Schedule.Side> tile = size == 1 ? List.of() : List.of(new Schedule.Side(side, size));
    int vectors = divisor(vectorsInAll, terms > 1 ? 2 : 4);
    if (!numbered.isEmpty()) {
      tile = numbered;
      vectors = 1;
      int end = lane.isEmpty() || !loops.contains(lane) ? loops.size() : loops.size() - 1;
      List<String> last = numbered.stream().map(Schedule.Side::index).toList();
      List<String> moved = loops.stream().filter(last::contains).toList();
      loops.addAll(end, moved);
      loops.subList(0, end).removeAll(moved);
    }
    List<String> apart =
        SeparableSum.of(nest, lane).map(sum -> sum.apart(reductions())).orElse(List.of());
    loops.removeAll(apart);
    int examples =
        nest.batched()
            ? (int) Math.max(1, Math.min(8, TASK_TERMS / (profile.elements() * terms)))
            : 1;
    int tasks = nest.batched() ? TASKS_PER_GROUP : TASKS;
    Cut cut = nest.batched() && !fewGroups() ? Cut.NONE : cut(loops, vectors, tile, tasks);
    loops.addAll(apart);
    return new Schedule(
        lane,
        vectors,
        tile,
        loops,
        cut.parallel(),
        cut.chunk(),
        reductions(),
        0,
        nest.reduced().size(),
        examples);
  }

  /**
   * Short indices whose numbers formulas use, such as the place in a window: where they are written
   * out, these are constants, and what all places read is loaded once.
   */
  private List<Schedule.Side> numbered() {
    Optional<SeparableSum> separable = SeparableSum.of(nest, lane);
    if (separable.isPresent()) {
      return separable.get().tile(reductions());
    }
    List<Schedule.Side> sides = new ArrayList<>();
    int elements = 1;
    for (Index index : nest.free()) {
      String name = index.name();
      boolean used = nest.dependsBeyondPositions(name) && !nest.guarded(name);
      boolean fits = index.extent() > 1 && elements * index.extent() <= MOST_NUMBERED;
      if (used && fits && !name.equals(lane) && !name.equals(Schedule.MEMBER)) {
        sides.add(new Schedule.Side(name, index.extent()));
        elements *= index.extent();
      }
    }
    return sides;
  }

  /**
   * For a copy that changes which axis is innermost: the index that is contiguous in what is read.
   * With a tile of it, all of each line that is read is used at once.
   */
  private String transposed() {
    if (!lane.isEmpty() || nest.free().size() < 2 || nest.operands().size() != 1) {
      return "";
    }
    return nest.free().stream()
        .map(Index::name)
        .filter(index -> nest.operands().get(0).linear().coefficient(index) == 1)
        .filter(index -> profile.storeStride(index) > 1)
        .findFirst()
        .orElse("");
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

  private List<Schedule> contractions(int most) {
    List<String> reductions = reductions();
    int inMemory = nest.combinesLanes(lane, lanes) ? 0 : inMemory(reductions);
    List<String> inner = reductions.subList(inMemory, reductions.size());
    return TileChoice.ranked(profile, lane, vectorsInAll, lanes, inner, most).stream()
        .map(tile -> contraction(tile, new ArrayList<>(reductions), inMemory))
        .toList();
  }

  private Schedule contraction(TileChoice tile, List<String> reductions, int inMemory) {
    if (!tile.unrolled().isEmpty()) {
      reductions.remove(tile.unrolled());
      reductions.add(tile.unrolled());
    }
    List<String> loops = loops(tile, reductions.subList(inMemory, reductions.size()));
    int groupSize = tile.size(Schedule.EXAMPLE);
    int examples = 1;
    Optional<String> places = places(loops, tile);
    Cut cut;
    if (groupSize > 1) {
      int blocks = (vectorsInAll - 1) / tile.vectors() + 1;
      int size = profile.extent(Schedule.EXAMPLE) * Math.min(blocks, 16) / 16;
      examples = Math.max(1, size / groupSize) * groupSize;
      cut = cut(loops, tile.vectors(), tile.sides(), 16);
    } else if (places.isPresent()) {
      loops.remove(places.get());
      loops.add(0, places.get());
      boolean few = profile.extent(places.get()) < TASKS_PER_GROUP * tile.size(places.get());
      int most = few ? 2 * TASKS_PER_GROUP : TASKS_PER_GROUP;
      cut = cut(loops, tile.vectors(), tile.sides(), TASKS_PER_GROUP, most);
    } else if (nest.batched()) {
      boolean large = profile.elements() * profile.terms() >= 1 << 24;
      cut =
          large || fewGroups()
              ? cut(loops, tile.vectors(), tile.sides(), TASKS_PER_GROUP)
              : Cut.NONE;
    } else {
      int tasks = inMemory == 0 ? TASKS : footprint(reductions) > LARGE ? 4 : 8;
      int most = inMemory == 0 ? 2 * TASKS : tasks;
      cut = cut(loops, tile.vectors(), tile.sides(), tasks, most);
    }
    return new Schedule(
        lane,
        tile.vectors(),
        tile.sides(),
        loops,
        cut.parallel(),
        cut.chunk(),
        reductions,
        inMemory,
        tile.unrolled().isEmpty() ? 0 : 1,
        examples);
  }

  /**
   * The loop over places, which weights do not depend on, that a single example is better cut at:
   * transforms and elementwise formulas are cut there, so that what one thread reads is what it
   * wrote. There is none where weights are more than what they are applied to, as each thread
   * should rather read a part of these.
   */
  private Optional<String> places(List<String> loops, TileChoice tile) {
    if (!nest.batched() || profile.extent(Schedule.EXAMPLE) > 1 || nest.interleaved() > 1) {
      return Optional.empty();
    }
    long weights = 0;
    long values = profile.elements();
    Set<String> ofWeights = new HashSet<>();
    for (Place place : profile.operands()) {
      long size = profile.footprint(place);
      if (place.linear().coefficient(Schedule.EXAMPLE) == 0) {
        weights += size;
        ofWeights.addAll(place.linear().indices());
      } else {
        values += size;
      }
    }
    return weights > values
        ? Optional.empty()
        : loops.stream()
            .filter(index -> !ofWeights.contains(index) && !index.equals(lane))
            .filter(index -> profile.extent(index) >= 2 * tile.size(index))
            .findFirst();
  }

  /**
   * Whether there are few examples, or groups of them, so that each is worth several tasks. Kernels
   * with enough work are then all cut into about as many tasks at about the same places, so that a
   * thread mostly reads, and overwrites, what it wrote to its own cache in the step before.
   */
  private boolean fewGroups() {
    return nest.interleaved() > 1 || profile.extent(Schedule.EXAMPLE) == 1;
  }

  /** The free loops, with as little to read again and again as possible. */
  private List<String> loops(TileChoice tile, List<String> reductions) {
    List<String> loops = profile.freeByStride();
    loops.remove(lane);
    Map<String, Integer> inside = new HashMap<>();
    tile.sides().forEach(side -> inside.put(side.index(), side.size()));
    reductions.forEach(index -> inside.put(index, profile.extent(index)));
    boolean freeLane = nest.free().stream().anyMatch(index -> index.name().equals(lane));
    if (!lane.isEmpty()) {
      inside.put(lane, lanes * tile.vectors());
    }
    if (freeLane && vectorsInAll > tile.vectors()) {
      loops.add(0, lane);
      return LoopOrder.best(profile, loops, inside);
    }
    List<String> ordered = new ArrayList<>(LoopOrder.best(profile, loops, inside));
    if (freeLane) {
      ordered.add(lane);
    }
    return ordered;
  }

  /** How many numbers are read, each counted once. */
  private long footprint(List<String> reductions) {
    List<String> loops = new ArrayList<>(reductions);
    nest.free().forEach(index -> loops.add(index.name()));
    return profile.footprint(loops);
  }

  /**
   * A sum over the batch that has much to add per example is carried on in memory, one example
   * after the other, or one row after the other: what is read of that fits a cache, what is read of
   * a batch does not.
   */
  private int inMemory(List<String> reductions) {
    boolean small = profile.elements() <= (lane.isEmpty() ? 16 : 16L * lanes);
    if (!nest.overBatch() || nest.reduction() != Reduction.SUM || small) {
      return 0;
    }
    int inMemory = 0;
    while (inMemory < reductions.size()) {
      List<String> rest = reductions.subList(inMemory + 1, reductions.size());
      long turns = rest.stream().mapToLong(profile::extent).reduce(1, (a, b) -> a * b);
      if (turns < 48 || footprint(reductions.subList(inMemory, reductions.size())) < CACHED) {
        return inMemory;
      }
      inMemory++;
    }
    return inMemory;
  }

  /** How many loops are cut into tasks, and how many turns of the last of them make one. */
  private record Cut(int parallel, int chunk) {
    static final Cut NONE = new Cut(0, 1);
  }

  /** Cuts the outer loops into tasks, until there are enough. */
  private Cut cut(List<String> loops, int vectors, List<Schedule.Side> tile, int wanted) {
    return cut(loops, vectors, tile, wanted, 2 * wanted);
  }

  private Cut cut(
      List<String> loops, int vectors, List<Schedule.Side> tile, int wanted, int atMost) {
    long work = profile.elements() * profile.terms();
    long most = Math.min(atMost, work / TASK_TERMS);
    long tasks = 1;
    int parallel = 0;
    for (String index : loops) {
      int step = index.equals(lane) ? vectors * lanes : 1;
      for (Schedule.Side side : tile) {
        step = side.index().equals(index) ? side.size() : step;
      }
      int turns = (nest.extent(index) - 1) / step + 1;
      if (tasks >= wanted || tasks * 2 > most) {
        break;
      }
      parallel++;
      if (tasks * turns > most) {
        return new Cut(parallel, chunk(turns, most / tasks));
      }
      tasks *= turns;
    }
    return new Cut(parallel, 1);
  }

  /** The least number of turns that cuts them into no more than {@code most} equal chunks. */
  private static int chunk(int turns, long most) {
    int chunk = 1;
    while (turns % chunk != 0 || turns / chunk > most) {
      chunk++;
    }
    return chunk;
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
    names.remove(lane);
    return names;
  }
}
