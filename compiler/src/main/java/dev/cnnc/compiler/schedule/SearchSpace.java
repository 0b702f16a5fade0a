package dev.cnnc.compiler.schedule;

import dev.cnnc.compiler.graph.Index;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The schedules that a kernel can have, as a space to search: where to begin, and what is next to a
 * schedule. Its axes are the lane, the sides of the register tile, the order of the loops and of
 * the reductions, which of these are written out or carried on in memory, the tasks, and whether
 * operands are copied. Every schedule in it fits the kernel as it stands.
 */
public final class SearchSpace {
  /** Sizes of a tile's side next to each other. */
  private static final List<Integer> SIZES = List.of(1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 16);

  private static final int MOST_SIDES = 3;
  private static final int MOST_VECTORS = 4;

  /**
   * For kernels whose operands may be copied.
   *
   * @param form of the kernel over operands as they are stored
   * @param copied what is chosen now
   */
  public record Copying(String form, boolean copied) {}

  private final Nest nest;
  private final int lanes;
  private final Profile profile;
  private final Schedule current;
  private final Supplier<Optional<Copying>> copying;

  /**
   * @param profile of a nest with merged indices
   * @param current the schedule that it has now
   */
  SearchSpace(Profile profile, Schedule current, Supplier<Optional<Copying>> copying) {
    this.profile = profile;
    this.nest = profile.nest();
    this.lanes = profile.lanes();
    this.current = current;
    this.copying = copying;
  }

  /** What the kernel computes; equal kernels have equal spaces. */
  public String form() {
    return KernelForm.of(nest);
  }

  /** How many terms are computed, for a batch of that many examples. */
  public double work(int batch) {
    double examples = nest.batched() || nest.overBatch() ? (double) batch / nest.interleaved() : 1;
    return examples * nest.indices().stream().mapToDouble(Index::extent).reduce(1, (a, b) -> a * b);
  }

  /** The schedule that the kernel has now. */
  public Schedule current() {
    return current;
  }

  /** Whether operands are copied now, where that is a choice. */
  public Optional<Copying> copying() {
    return copying.get();
  }

  /** What the model of costs goes by. */
  Profile profile() {
    return profile;
  }

  /**
   * The schedules that the model of costs prefers, its best first.
   *
   * @param most how many for each lane axis
   */
  public List<Schedule> promising(int most) {
    List<Schedule> wanted = new ArrayList<>(ChooseSchedule.ranked(profile, most));
    for (Index index : nest.free()) {
      if (lanes > 1 && nest.allowsLane(index.name(), lanes)) {
        wanted.addAll(ChooseSchedule.ranked(profile, index.name(), most));
      }
    }
    return fitted(wanted);
  }

  /** The schedules that differ from one in a single choice. */
  public List<Schedule> neighbours(Schedule schedule) {
    List<Schedule> wanted = new ArrayList<>();
    addTiles(schedule, wanted);
    addUnrolled(schedule, wanted);
    for (List<String> loops : swapped(schedule.loops())) {
      wanted.add(new Edit(schedule).loops(loops).get());
    }
    for (List<String> reductions : swapped(schedule.reductions())) {
      wanted.add(new Edit(schedule).reductions(reductions).get());
    }
    addTasks(schedule, wanted);
    List<Schedule> all = fitted(wanted);
    all.remove(FitSchedule.fit(schedule, nest, lanes));
    return all;
  }

  private List<Schedule> fitted(List<Schedule> wanted) {
    Set<Schedule> distinct = new LinkedHashSet<>();
    wanted.forEach(schedule -> distinct.add(FitSchedule.fit(schedule, nest, lanes)));
    return new ArrayList<>(distinct);
  }

  private void addTiles(Schedule schedule, List<Schedule> wanted) {
    List<Schedule.Side> tile = schedule.tile();
    for (int number = 0; number < tile.size(); number++) {
      String index = tile.get(number).index();
      for (int size : sizesBeside(tile.get(number).size())) {
        List<Schedule.Side> changed = new ArrayList<>(tile);
        changed.set(number, new Schedule.Side(index, size));
        wanted.add(new Edit(schedule).tile(changed).get());
        // What one side gains another one has to give.
        for (int other = 0; other < tile.size(); other++) {
          int less = smaller(tile.get(other).size());
          if (other != number && size > tile.get(number).size() && less > 0) {
            List<Schedule.Side> traded = new ArrayList<>(changed);
            traded.set(other, new Schedule.Side(tile.get(other).index(), less));
            wanted.add(new Edit(schedule).tile(traded).get());
          }
        }
      }
      List<Schedule.Side> without = new ArrayList<>(tile);
      without.remove(number);
      wanted.add(new Edit(schedule).tile(without).get());
    }
    for (int vectors : List.of(schedule.vectors() - 1, schedule.vectors() + 1)) {
      if (vectors >= 1 && vectors <= MOST_VECTORS) {
        wanted.add(new Edit(schedule).vectors(vectors).get());
      }
    }
    if (tile.size() < MOST_SIDES) {
      for (String index : sides(schedule)) {
        for (int size : List.of(2, 4)) {
          List<Schedule.Side> longer = new ArrayList<>(tile);
          longer.add(new Schedule.Side(index, size));
          wanted.add(new Edit(schedule).tile(longer).get());
        }
      }
    }
    for (int number = 0; number + 1 < tile.size(); number++) {
      List<Schedule.Side> order = new ArrayList<>(tile);
      Collections.swap(order, number, number + 1);
      wanted.add(new Edit(schedule).tile(order).get());
    }
  }

  /** The indices that a tile could have a further side of. */
  private List<String> sides(Schedule schedule) {
    List<String> indices = new ArrayList<>();
    for (Index index : nest.free()) {
      boolean taken = index.name().equals(schedule.lane()) || index.name().equals(Schedule.MEMBER);
      if (index.extent() > 1 && !taken && !nest.guarded(index.name())) {
        indices.add(index.name());
      }
    }
    if (nest.batched()) {
      indices.add(Schedule.EXAMPLE);
    }
    schedule.tile().forEach(side -> indices.remove(side.index()));
    return indices;
  }

  private static List<Integer> sizesBeside(int size) {
    List<Integer> beside = new ArrayList<>();
    if (smaller(size) > 0) {
      beside.add(smaller(size));
    }
    SIZES.stream().filter(next -> next > size).findFirst().ifPresent(beside::add);
    return beside;
  }

  /** The next smaller size; 0 for none. */
  private static int smaller(int size) {
    return SIZES.stream().filter(next -> next < size).mapToInt(i -> i).max().orElse(0);
  }

  /** Another reduction, or none, or one more, is written out. */
  private void addUnrolled(Schedule schedule, List<Schedule> wanted) {
    for (String index : schedule.reductions()) {
      List<String> order = new ArrayList<>(schedule.reductions());
      order.remove(index);
      order.add(index);
      wanted.add(new Edit(schedule).reductions(order).unroll(1).get());
    }
    wanted.add(new Edit(schedule).unroll(schedule.unroll() + 1).get());
    if (schedule.unroll() > 0) {
      wanted.add(new Edit(schedule).unroll(schedule.unroll() - 1).get());
    }
    wanted.add(new Edit(schedule).inMemory(schedule.inMemory() + 1).get());
    if (schedule.inMemory() > 0) {
      wanted.add(new Edit(schedule).inMemory(schedule.inMemory() - 1).get());
    }
  }

  private static List<List<String>> swapped(List<String> names) {
    List<List<String>> all = new ArrayList<>();
    for (int number = 0; number + 1 < names.size(); number++) {
      List<String> order = new ArrayList<>(names);
      Collections.swap(order, number, number + 1);
      all.add(order);
    }
    return all;
  }

  private void addTasks(Schedule schedule, List<Schedule> wanted) {
    wanted.add(new Edit(schedule).tasks(schedule.parallel() + 1, 1).get());
    if (schedule.parallel() > 0) {
      wanted.add(new Edit(schedule).tasks(schedule.parallel() - 1, 1).get());
      wanted.add(new Edit(schedule).tasks(schedule.parallel(), 2 * schedule.chunk()).get());
      if (schedule.chunk() > 1) {
        wanted.add(new Edit(schedule).tasks(schedule.parallel(), schedule.chunk() / 2).get());
      }
    }
    if (nest.batched()) {
      wanted.add(new Edit(schedule).examples(2 * schedule.examplesPerTask()).get());
      if (schedule.examplesPerTask() > 1) {
        wanted.add(new Edit(schedule).examples(schedule.examplesPerTask() / 2).get());
      }
    }
  }

  /** A schedule with some choices changed. */
  private static final class Edit {
    private int vectors;
    private List<Schedule.Side> tile;
    private List<String> loops;
    private int parallel;
    private int chunk;
    private List<String> reductions;
    private int inMemory;
    private int unroll;
    private int examples;
    private final Schedule schedule;

    Edit(Schedule schedule) {
      this.schedule = schedule;
      vectors = schedule.vectors();
      tile = schedule.tile();
      loops = schedule.loops();
      parallel = schedule.parallel();
      chunk = schedule.chunk();
      reductions = schedule.reductions();
      inMemory = schedule.inMemory();
      unroll = schedule.unroll();
      examples = schedule.examplesPerTask();
    }

    Edit vectors(int changed) {
      vectors = changed;
      return this;
    }

    Edit tile(List<Schedule.Side> changed) {
      tile = changed;
      return this;
    }

    Edit loops(List<String> changed) {
      loops = changed;
      return this;
    }

    Edit tasks(int changedParallel, int changedChunk) {
      parallel = changedParallel;
      chunk = changedChunk;
      return this;
    }

    Edit reductions(List<String> changed) {
      reductions = changed;
      return this;
    }

    Edit inMemory(int changed) {
      inMemory = changed;
      return this;
    }

    Edit unroll(int changed) {
      unroll = changed;
      return this;
    }

    Edit examples(int changed) {
      examples = changed;
      return this;
    }

    Schedule get() {
      return new Schedule(
          schedule.lane(),
          vectors,
          tile,
          loops,
          parallel,
          chunk,
          reductions,
          inMemory,
          unroll,
          examples);
    }
  }
}
