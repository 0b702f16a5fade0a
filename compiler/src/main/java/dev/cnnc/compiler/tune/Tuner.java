package dev.cnnc.compiler.tune;

import dev.cnnc.compiler.schedule.KernelChoice;
import dev.cnnc.compiler.schedule.SchedulePlan;
import dev.cnnc.compiler.schedule.TunableKernel;
import dev.cnnc.compiler.schedule.TunedSchedules;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * Searches the schedules of a network's kernels by measuring them, on one thread, those that
 * compute most first. Kernels of the same form are searched once.
 */
public final class Tuner {
  /** A kernel that gets less time than that is not worth the start. */
  private static final long LEAST_SEARCH = 1_500_000_000L;

  private final long deadline;
  private final BooleanSupplier stopped;

  /**
   * A program whose kernels are to be tuned.
   *
   * @param load what it is measured with
   * @param share of the time, in relation to other programs
   */
  public record Subject(SchedulePlan plan, Workload load, double share) {}

  /**
   * What became of kernels of one form.
   *
   * @param name what the first of them computes
   * @param kernels how many there are
   * @param load what it was measured with
   * @param before nanoseconds with the default schedule: of the largest batch, and of as many
   *     examples in each of the smaller ones
   * @param after nanoseconds with the best one
   * @param tried how many schedules were measured
   * @param choices the best one; nothing if that is the default
   * @param forms that choices could have been made for
   */
  public record Result(
      String name,
      int kernels,
      Workload load,
      double before,
      double after,
      int tried,
      Map<String, KernelChoice> choices,
      Set<String> forms) {}

  /** Is told how a search gets on. */
  public interface Listener {
    /**
     * @param number of the kernel whose search begins, from 1, of so many
     */
    void begins(String name, int number, int of);

    /** A kernel's search has ended. */
    void ended(Result result);
  }

  /** Equal kernels. */
  private static final class Kind {
    final TunableKernel kernel;
    final Workload load;
    final double work;
    double share;
    int kernels;

    Kind(TunableKernel kernel, TunableKernel.Variant lowered, Workload load) {
      this.kernel = kernel;
      this.load = load;
      this.work = lowered.spaces().stream().mapToDouble(space -> space.work(load.largest())).sum();
    }
  }

  /**
   * @param nanos how long a search may take
   * @param stopped whether it has to end earlier
   */
  public Tuner(long nanos, BooleanSupplier stopped) {
    this.deadline = System.nanoTime() + nanos;
    this.stopped = stopped;
  }

  /**
   * Searches until all kernels were, or the time is over.
   *
   * @param known what was found before: where the search goes on
   */
  public void tune(List<Subject> subjects, TunedSchedules known, Listener listener) {
    List<Kind> kinds = kinds(subjects);
    for (int number = 0; number < kinds.size(); number++) {
      Kind kind = kinds.get(number);
      double rest = kinds.subList(number, kinds.size()).stream().mapToDouble(k -> k.share).sum();
      long left = deadline - System.nanoTime();
      if (left < LEAST_SEARCH || stopped.getAsBoolean()) {
        return;
      }
      listener.begins(kind.kernel.name(), number + 1, kinds.size());
      long end = System.nanoTime() + Math.max(LEAST_SEARCH, (long) (left * kind.share / rest));
      KernelSearch.Found found =
          new KernelSearch(
                  kind.kernel, kind.load, () -> System.nanoTime() > end || stopped.getAsBoolean())
              .search(known);
      listener.ended(
          new Result(
              kind.kernel.name(),
              kind.kernels,
              kind.load,
              found.before(),
              found.after(),
              found.tried(),
              found.choices().choices(),
              found.forms()));
    }
  }

  /**
   * All that differ, those with the largest share of the work first. What several programs have is
   * measured as the one with the largest share runs it.
   */
  private static List<Kind> kinds(List<Subject> subjects) {
    List<Subject> ordered = new ArrayList<>(subjects);
    ordered.sort(Comparator.comparingDouble(subject -> -subject.share()));
    Map<List<String>, Kind> all = new LinkedHashMap<>();
    for (Subject subject : ordered) {
      Map<List<String>, Kind> own = new LinkedHashMap<>();
      for (TunableKernel kernel : subject.plan().tunable()) {
        TunableKernel.Variant lowered = kernel.lower(TunedSchedules.NONE);
        if (subject.load().steps(lowered.loops()).isEmpty()) {
          continue;
        }
        own.computeIfAbsent(lowered.forms(), f -> new Kind(kernel, lowered, subject.load()))
            .kernels++;
      }
      double work = own.values().stream().mapToDouble(kind -> kind.work * kind.kernels).sum();
      own.forEach(
          (forms, kind) -> {
            kind.share = subject.share() * kind.work * kind.kernels / work;
            Kind known = all.putIfAbsent(forms, kind);
            if (known != null) {
              known.share += kind.share;
            }
          });
    }
    List<Kind> kinds = new ArrayList<>(all.values());
    kinds.sort((a, b) -> Double.compare(b.share, a.share));
    return kinds;
  }
}
