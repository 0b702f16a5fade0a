package dev.cnnc.compiler.schedule;

import dev.cnnc.compiler.graph.Index;
import dev.cnnc.compiler.graph.Reduction;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Cuts a schedule down to what a nest allows. */
final class FitSchedule {
  /** No more copies of a term than this are written out. */
  private static final int MOST_TERMS = 160;

  private FitSchedule() {}

  static Schedule fit(Schedule wanted, Nest nest, int lanes) {
    List<String> free = nest.free().stream().map(Index::name).toList();
    boolean vector = lanes > 1 && free.contains(wanted.lane()) && nest.allowsLane(wanted.lane());
    String lane = vector ? wanted.lane() : "";
    int vectors = vector ? Math.min(wanted.vectors(), (nest.extent(lane) - 1) / lanes + 1) : 1;
    boolean overExamples = nest.batched() && wanted.tile().equals(Schedule.EXAMPLE);
    boolean overFree = free.contains(wanted.tile()) && !wanted.tile().equals(lane);
    String tile = overExamples || overFree ? wanted.tile() : "";
    int tileSize =
        overExamples
            ? wanted.tileSize()
            : overFree ? Math.min(wanted.tileSize(), nest.extent(tile)) : 1;
    List<String> loops = ordered(wanted.loops(), free);
    int parallel = Math.max(0, Math.min(wanted.parallel(), free.size()));
    int chunk = 1;
    if (parallel > 0) {
      String last = loops.get(parallel - 1);
      int step = last.equals(lane) ? lanes * vectors : last.equals(tile) ? tileSize : 1;
      chunk = chunk(wanted.chunk(), nest.extent(last), last.equals(lane) ? lanes : 1, step);
    }
    List<String> reductions = reductions(wanted, nest);
    int inMemory = inMemory(wanted, nest, reductions);
    return new Schedule(
        lane,
        vectors,
        tile,
        tileSize,
        loops,
        parallel,
        chunk,
        reductions,
        inMemory,
        unroll(wanted, nest, reductions.subList(inMemory, reductions.size()), tileSize * vectors),
        nest.batched() ? wanted.examplesPerTask() : 1);
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
  private static List<String> reductions(Schedule wanted, Nest nest) {
    List<String> all = new ArrayList<>();
    if (nest.overBatch()) {
      all.add(Schedule.EXAMPLE);
    }
    nest.reduced().forEach(index -> all.add(index.name()));
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
      if (terms > MOST_TERMS) {
        return unroll;
      }
      unroll++;
    }
    return unroll;
  }
}
