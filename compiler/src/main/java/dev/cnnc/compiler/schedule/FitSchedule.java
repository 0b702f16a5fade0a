package dev.cnnc.compiler.schedule;

import dev.cnnc.compiler.graph.Index;
import dev.cnnc.compiler.graph.Reduction;
import dev.cnnc.compiler.graph.Scalar;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Cuts a schedule down to what a nest allows. */
final class FitSchedule {
  /** No more copies of a term than this are written out. */
  private static final int MOST_TERMS = 160;

  /** No tile has more elements, vectors or single numbers. */
  private static final int MOST_ELEMENTS = 24;

  /** Functions that vector code computes lane by lane count as so many. */
  private static final int LANE_BY_LANE = 40;

  private FitSchedule() {}

  /** How much code a term is, in functions and tests of a few instructions; at least 1. */
  private static int weight(Nest nest) {
    int tests = nest.guards().size();
    return Math.max(1, functions(nest.body())) + (nest.isSearch() ? 3 : 0) + tests;
  }

  private static int functions(Scalar body) {
    if (!(body instanceof Scalar.Apply apply)) {
      return 0;
    }
    int own =
        switch (apply.function()) {
          case REMAINDER, POWER -> LANE_BY_LANE;
          case EXP, LOG, TANH, SIGMOID, ERF -> 12;
          default -> 1;
        };
    return own + apply.arguments().stream().mapToInt(FitSchedule::functions).sum();
  }

  static Schedule fit(Schedule wanted, Nest nest, int lanes) {
    List<String> free = nest.free().stream().map(Index::name).toList();
    boolean overFree = free.contains(wanted.lane());
    boolean reducedLane = nest.combinesLanes(wanted.lane(), lanes);
    boolean vector =
        lanes > 1 && (overFree || reducedLane) && nest.allowsLane(wanted.lane(), lanes);
    String lane = vector ? wanted.lane() : "";
    int vectors = vector ? Math.min(wanted.vectors(), (nest.extent(lane) - 1) / lanes + 1) : 1;
    vectors = weight(nest) >= LANE_BY_LANE ? 1 : vectors;
    List<String> reductions = reductions(wanted, nest, lane);
    Optional<SeparableSum> separable = SeparableSum.of(nest, lane);
    vectors = separable.isPresent() ? 1 : vectors;
    List<Schedule.Side> tile =
        separable.isPresent()
            ? separable.get().tile(reductions)
            : tile(wanted, nest, lane, free, vectors);
    int tileSize = tile.stream().mapToInt(Schedule.Side::size).reduce(1, (a, b) -> a * b);
    List<String> loops = new ArrayList<>(ordered(wanted.loops(), free));
    List<String> apart = separable.map(sum -> sum.apart(reductions)).orElse(List.of());
    loops.removeAll(apart);
    int parallel = Math.max(0, Math.min(wanted.parallel(), loops.size()));
    loops.addAll(apart);
    int chunk = 1;
    if (parallel > 0) {
      String last = loops.get(parallel - 1);
      int step =
          last.equals(lane) ? lanes * vectors : new Tile(tile, lane, vectors, lanes).size(last);
      step = Math.min(step, Layouts.roundUp(nest.extent(last), last.equals(lane) ? lanes : 1));
      chunk = chunk(wanted.chunk(), nest.extent(last), last.equals(lane) ? lanes : 1, step);
    }
    boolean inRegisters = (reducedLane && vector) || separable.isPresent();
    int inMemory = inRegisters ? 0 : inMemory(wanted, nest, reductions);
    int unroll =
        separable.isPresent()
            ? reductions.size()
            : unroll(
                wanted, nest, reductions.subList(inMemory, reductions.size()), tileSize * vectors);
    return new Schedule(
        lane,
        vectors,
        tile,
        loops,
        parallel,
        chunk,
        reductions,
        inMemory,
        unroll,
        nest.batched() ? wanted.examplesPerTask() : 1);
  }

  private static List<Schedule.Side> tile(
      Schedule wanted, Nest nest, String lane, List<String> free, int vectors) {
    List<Schedule.Side> sides = new ArrayList<>();
    int mostElements = Math.min(MOST_ELEMENTS, 2 * MOST_ELEMENTS / weight(nest));
    int elements = vectors;
    for (Schedule.Side side : wanted.tile()) {
      boolean overExamples = nest.batched() && side.index().equals(Schedule.EXAMPLE);
      boolean overFree = free.contains(side.index()) && !side.index().equals(lane);
      int most = overFree ? nest.extent(side.index()) : Integer.MAX_VALUE;
      int size = Math.min(Math.min(side.size(), most), Math.max(1, mostElements / elements));
      if ((overExamples || overFree) && size > 1) {
        sides.add(new Schedule.Side(side.index(), size));
        elements *= size;
      }
    }
    return sides;
  }

  /** The chunks have to be of equal size, with nothing left over. */
  private static int chunk(int wanted, int extent, int lanes, int step) {
    int whole = Layouts.roundUp(extent, lanes);
    int turns = whole / step;
    int chunk = whole % step == 0 ? Math.min(wanted, turns) : 1;
    while (turns % chunk != 0) {
      chunk--;
    }
    return chunk;
  }

  private static List<String> ordered(List<String> wanted, List<String> all) {
    Set<String> order = new LinkedHashSet<>(wanted);
    order.retainAll(all);
    order.addAll(all);
    return List.copyOf(order);
  }

  /** The first of equal terms wins, so a search keeps the order of the terms. */
  private static List<String> reductions(Schedule wanted, Nest nest, String lane) {
    List<String> all = new ArrayList<>();
    if (nest.overBatch()) {
      all.add(Schedule.EXAMPLE);
    }
    nest.reduced().forEach(index -> all.add(index.name()));
    all.remove(lane);
    return nest.isSearch() ? all : ordered(wanted.reductions(), all);
  }

  private static int inMemory(Schedule wanted, Nest nest, List<String> reductions) {
    boolean plainSum =
        nest.reduction() == Reduction.SUM
            && !nest.empty()
            && nest.stores().size() == 1
            && nest.value().filter(nest.stores().get(0).value()::equals).isPresent()
            && nest.targets().size() == 1;
    return plainSum ? Math.max(0, Math.min(wanted.inMemory(), reductions.size())) : 0;
  }

  private static int unroll(Schedule wanted, Nest nest, List<String> loops, int elements) {
    int terms = elements;
    int unroll = 0;
    while (unroll < Math.min(wanted.unroll(), loops.size())) {
      String index = loops.get(loops.size() - 1 - unroll);
      terms = index.equals(Schedule.EXAMPLE) ? MOST_TERMS + 1 : terms * nest.extent(index);
      if (terms * weight(nest) > MOST_TERMS) {
        return unroll;
      }
      unroll++;
    }
    return unroll;
  }
}
