package dev.cnnc.compiler.tune;

import dev.cnnc.compiler.bytecode.LongScheduleException;
import dev.cnnc.compiler.schedule.KernelChoice;
import dev.cnnc.compiler.schedule.Schedule;
import dev.cnnc.compiler.schedule.SearchSpace;
import dev.cnnc.compiler.schedule.TunableKernel;
import dev.cnnc.compiler.schedule.TunedSchedules;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * Searches the schedules of one kernel: first what the model of costs holds for good, then, from
 * the best of these, whatever is next to it and faster, until nothing is (hill climbing).
 */
final class KernelSearch {
  private static final long MILLISECOND = 1_000_000;
  private static final long MOST_WARM_UP = 2_000 * MILLISECOND;
  private static final long WARM_UP = 100 * MILLISECOND;

  /** The default is what all is compared with. */
  private static final long LEAST_DEFAULT = 1_000 * MILLISECOND;

  private static final long MOST_DEFAULT = 6_000 * MILLISECOND;

  /** Nanoseconds for a term or a vector of terms in machine code; ten times as much as is usual. */
  private static final double TURN = 5;

  /** How many schedules of the model are tried for each lane axis. */
  private static final int PROMISING = 8;

  /** What is worth another look, in a few rounds. */
  private static final double LOOK = 0.985;

  /** What is worth a step of the search, in more rounds. */
  private static final double STEP = 0.98;

  /** What is worth an entry in a file. */
  private static final double GAIN = 0.97;

  private static final int FEW_ROUNDS = 5;
  private static final int ROUNDS = 15;

  private final TunableKernel kernel;
  private final Workload load;
  private final BooleanSupplier ended;
  private final WorkArrays arrays = new WorkArrays();
  private final Set<List<Object>> seen = new HashSet<>();
  private final Set<String> forms = new HashSet<>();
  private int fewestTasks;
  private TunedSchedules best = TunedSchedules.NONE;
  private TunableKernel.Variant lowered;
  private KernelRun run;
  private double time;
  private int tried;

  /**
   * What was found.
   *
   * @param before nanoseconds with the default schedule
   * @param after nanoseconds with the best one
   * @param tried how many schedules were measured
   * @param choices none if the default is the best
   * @param forms that choices can be for, those that were known before included
   */
  record Found(double before, double after, int tried, TunedSchedules choices, Set<String> forms) {}

  /**
   * @param ended whether the time is over
   */
  KernelSearch(TunableKernel kernel, Workload load, BooleanSupplier ended) {
    this.kernel = kernel;
    this.load = load;
    this.ended = ended;
  }

  /**
   * @param known what was found before, also for other kernels: where the search goes on
   */
  Found search(TunedSchedules known) {
    TunableKernel.Variant start = kernel.lower(TunedSchedules.NONE);
    lowered = start;
    seen.add(key(start));
    fewestTasks = load.tasks(start.loops()) / 2;
    run = new KernelRun(start.loops(), arrays, load);
    time = run.warmUp(slowest(start), LEAST_DEFAULT, MOST_DEFAULT);
    forms.addAll(forms(start));
    forms.addAll(forms(kernel.lower(known)));
    tryOut(known.only(forms));
    tryCopies();
    tryPromising();
    climb();
    return best.isEmpty() ? found(time, time, TunedSchedules.NONE) : confirmed(start);
  }

  /** What machine code takes at most: less than any code whose vectors are objects. */
  private double slowest(TunableKernel.Variant start) {
    double turns = 0;
    for (SearchSpace space : start.spaces()) {
      boolean vector = !space.current().lane().isEmpty();
      turns += space.work(load.largest()) / (vector ? start.loops().lanes() : 1);
    }
    return TURN * load.batches().size() * turns + MILLISECOND / 100;
  }

  private Found found(double before, double after, TunedSchedules choices) {
    return new Found(before, after, tried, choices, forms);
  }

  private static Set<String> forms(TunableKernel.Variant lowered) {
    Set<String> forms = new HashSet<>(lowered.forms());
    lowered.spaces().forEach(space -> space.copying().ifPresent(c -> forms.add(c.form())));
    return forms;
  }

  /** Both are loaded and compiled once more: HotSpot does not always come to the same code. */
  private Found confirmed(TunableKernel.Variant start) {
    KernelRun before = new KernelRun(start.loops(), arrays, load);
    KernelRun after = new KernelRun(lowered.loops(), arrays, load);
    before.warmUp(time, WARM_UP, MOST_WARM_UP);
    after.warmUp(time, WARM_UP, MOST_WARM_UP);
    Comparison comparison = Comparison.of(before, after, ROUNDS);
    return comparison.ratio() < GAIN
        ? found(comparison.first(), comparison.second(), best)
        : found(comparison.first(), comparison.first(), TunedSchedules.NONE);
  }

  private void tryCopies() {
    for (SearchSpace space : distinct()) {
      Optional<SearchSpace.Copying> copying = space.copying();
      if (copying.isPresent() && !ended.getAsBoolean()) {
        KernelChoice other = KernelChoice.operands(!copying.get().copied());
        tryOut(best.with(copying.get().form(), other));
      }
    }
  }

  private void tryPromising() {
    for (SearchSpace space : distinct()) {
      for (Schedule schedule : space.promising(PROMISING)) {
        if (!ended.getAsBoolean()) {
          tryOut(best.with(space.form(), KernelChoice.of(schedule)));
        }
      }
    }
  }

  private void climb() {
    boolean higher = true;
    while (higher) {
      higher = false;
      for (SearchSpace space : distinct()) {
        higher |= step(space);
      }
    }
  }

  /** Goes to the first neighbour that is faster. */
  private boolean step(SearchSpace space) {
    for (Schedule schedule : space.neighbours(space.current())) {
      if (ended.getAsBoolean()) {
        return false;
      }
      if (tryOut(best.with(space.form(), KernelChoice.of(schedule)))) {
        return true;
      }
    }
    return false;
  }

  /** The spaces of the pieces that differ: equal ones share their schedule. */
  private List<SearchSpace> distinct() {
    Set<String> forms = new HashSet<>();
    List<SearchSpace> distinct = new ArrayList<>();
    for (SearchSpace space : lowered.spaces()) {
      if (forms.add(space.form())) {
        distinct.add(space);
      }
    }
    return distinct;
  }

  private static List<Object> key(TunableKernel.Variant lowered) {
    List<Object> key = new ArrayList<>(lowered.forms());
    lowered.spaces().forEach(space -> key.add(space.current()));
    return key;
  }

  /** Takes a schedule if it is faster than the best so far, and does not write out too much. */
  private boolean tryOut(TunedSchedules choices) {
    TunableKernel.Variant other = kernel.lower(choices);
    if (!seen.add(key(other)) || load.tasks(other.loops()) < fewestTasks) {
      return false;
    }
    tried++;
    KernelRun candidate;
    try {
      candidate = new KernelRun(other.loops(), arrays, load);
    } catch (LongScheduleException tooLong) {
      return false;
    }
    double warm = candidate.warmUp(time, WARM_UP, MOST_WARM_UP);
    if (warm > 1.1 * time
        || Comparison.of(run, candidate, FEW_ROUNDS).ratio() > LOOK
        || Comparison.of(run, candidate, ROUNDS).ratio() > STEP) {
      return false;
    }
    best = choices;
    lowered = other;
    run = candidate;
    time = Math.min(time, warm);
    return true;
  }
}
