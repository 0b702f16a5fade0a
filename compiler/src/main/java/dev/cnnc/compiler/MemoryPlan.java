package dev.cnnc.compiler;

import dev.cnnc.compiler.graph.Graph;
import dev.cnnc.compiler.graph.GraphVerifier;
import dev.cnnc.compiler.graph.Value;
import dev.cnnc.compiler.optimize.ChooseCheckpoints;
import dev.cnnc.compiler.optimize.LivePeak;
import dev.cnnc.compiler.optimize.RecomputeActivations;
import dev.cnnc.runtime.execute.MemoryUse;
import dev.cnnc.runtime.program.Pass;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * A training step that fits into a given amount of memory, by computing activations again in the
 * backward pass where it has to.
 *
 * @param compilation the step that fits
 * @param needed bytes of a step that keeps all activations
 * @param planned bytes of the step that fits
 * @param activations how many activations the backward pass reads
 * @param again how many of them are computed again
 * @param extraWork how many terms of sums are computed more often, as a share of all
 */
public record MemoryPlan(
    Compilation compilation,
    long needed,
    long planned,
    int activations,
    int again,
    double extraWork) {

  /** How many spacings are tried, from keeping everything to keeping next to nothing. */
  private static final int SPACINGS = 10;

  /** What a choice of activations to keep costs, and about what it saves. */
  private record Choice(Graph graph, int again, double extraWork, long peak) {}

  /**
   * The plan that computes least again and fits.
   *
   * <p>Plans differ in how far apart the activations are that are kept, and in whether reductions
   * are computed again ({@link ChooseCheckpoints}). Those that {@link LivePeak} finds no worse than
   * cheaper ones are scheduled, the cheapest first; what each needs is what the arrays of its
   * programs really take.
   *
   * @param budget bytes for parameters, gradients, states, inputs and activations of a step
   * @param batch examples in a step
   * @param lanes of the vectors of the machine that trains
   * @throws IllegalArgumentException if not even the smallest step fits; says what that takes
   */
  public static MemoryPlan fit(Compilation compilation, long budget, int batch, int lanes) {
    Graph graph = compilation.graphs().get(Pass.GRADIENTS);
    int activations = RecomputeActivations.candidates(graph).size();
    long needed = compilation.memory(batch, lanes).total();
    MemoryPlan smallest = new MemoryPlan(compilation, needed, needed, activations, 0, 0);
    if (needed <= budget) {
      return smallest;
    }
    long peak = LivePeak.of(graph);
    for (Choice choice : choices(graph)) {
      if (choice.peak() >= peak) {
        continue;
      }
      peak = choice.peak();
      Compilation changed =
          compilation.withGradients(
              GraphVerifier.verified(choice.graph(), "recompute-activations"));
      long planned = changed.memory(batch, lanes).total();
      MemoryPlan plan =
          new MemoryPlan(changed, needed, planned, activations, choice.again(), choice.extraWork());
      if (planned <= budget) {
        return plan;
      }
      smallest = planned < smallest.planned() ? plan : smallest;
    }
    throw new IllegalArgumentException(tooLarge(smallest, budget, batch, lanes));
  }

  /** Different choices of what to keep, those first that compute least again. */
  private static List<Choice> choices(Graph graph) {
    List<Value> candidates = RecomputeActivations.candidates(graph);
    Map<Set<Value>, Choice> choices = new LinkedHashMap<>();
    for (long spacing : spacings(candidates)) {
      for (boolean reductions : new boolean[] {true, false}) {
        Set<Value> kept = ChooseCheckpoints.choose(graph, spacing, reductions);
        if (!choices.containsKey(kept) && !kept.containsAll(candidates)) {
          Graph changed = RecomputeActivations.apply(graph, kept);
          int again = (int) candidates.stream().filter(v -> !kept.contains(v)).count();
          double work = RecomputeActivations.extraWork(graph, changed);
          choices.put(kept, new Choice(changed, again, work, LivePeak.of(changed)));
        }
      }
    }
    return choices.values().stream()
        .sorted(Comparator.comparingDouble(Choice::extraWork).thenComparingLong(Choice::peak))
        .toList();
  }

  /** Growing geometrically from nothing to all activations of an example together. */
  private static Set<Long> spacings(List<Value> candidates) {
    long smallest = candidates.stream().mapToLong(v -> v.shape().size()).min().orElse(1);
    long total = candidates.stream().mapToLong(v -> v.shape().size()).sum();
    Set<Long> spacings = new TreeSet<>(Set.of(0L));
    for (int step = 0; step <= SPACINGS; step++) {
      spacings.add(
          (long) (smallest * Math.pow((double) total / smallest, (double) step / SPACINGS)));
    }
    return spacings;
  }

  private static String tooLarge(MemoryPlan smallest, long budget, int batch, int lanes) {
    MemoryUse use = smallest.compilation().memory(batch, lanes);
    return "a step of "
        + batch
        + " examples needs at least "
        + MemoryUse.text(smallest.planned())
        + ", more than the "
        + MemoryUse.text(budget)
        + " that it may take: activations "
        + MemoryUse.text(use.temporaries())
        + ", parameters "
        + MemoryUse.text(use.parameters())
        + ", gradients "
        + MemoryUse.text(use.gradients())
        + ", states "
        + MemoryUse.text(use.states())
        + ", inputs "
        + MemoryUse.text(use.inputs())
        + "; use a smaller batch";
  }
}
