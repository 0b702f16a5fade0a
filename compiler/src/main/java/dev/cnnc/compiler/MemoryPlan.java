package dev.cnnc.compiler;

import dev.cnnc.compiler.graph.Graph;
import dev.cnnc.compiler.graph.GraphVerifier;
import dev.cnnc.compiler.graph.Value;
import dev.cnnc.compiler.loop.LoopProgram;
import dev.cnnc.compiler.optimize.RecomputeActivations;
import dev.cnnc.runtime.execute.MemoryUse;
import dev.cnnc.runtime.program.Pass;
import dev.cnnc.runtime.program.Program;
import java.util.ArrayList;
import java.util.HashSet;
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

  /** How many thresholds are tried, from keeping everything to keeping next to nothing. */
  private static final int STEPS = 12;

  /**
   * The plan that computes least again and fits.
   *
   * <p>Activations are kept wherever those since the last one that is kept would take more than a
   * threshold; the thresholds that are tried grow geometrically. What each needs is what the arrays
   * of its programs really take.
   *
   * @param budget bytes for parameters, gradients, states, inputs and activations of a step
   * @param batch examples in a step
   * @param lanes of the vectors of the machine that trains
   * @throws IllegalArgumentException if not even the smallest step fits; says what that takes
   */
  public static MemoryPlan fit(Compilation compilation, long budget, int batch, int lanes) {
    Graph graph = compilation.graphs().get(Pass.GRADIENTS);
    List<Value> candidates = RecomputeActivations.candidates(graph);
    long needed = bytes(compilation, batch, lanes);
    MemoryPlan smallest = new MemoryPlan(compilation, needed, needed, candidates.size(), 0, 0);
    if (needed <= budget) {
      return smallest;
    }
    Set<Set<Value>> tried = new HashSet<>();
    for (long threshold : thresholds(candidates)) {
      Set<Value> kept = kept(candidates, threshold);
      if (!tried.add(kept)) {
        continue;
      }
      Graph recomputing =
          GraphVerifier.verified(RecomputeActivations.apply(graph, kept), "recompute-activations");
      Compilation changed = compilation.withGradients(recomputing);
      MemoryPlan plan =
          new MemoryPlan(
              changed,
              needed,
              bytes(changed, batch, lanes),
              candidates.size(),
              candidates.size() - kept.size(),
              RecomputeActivations.extraWork(graph, recomputing));
      if (plan.planned() <= budget) {
        return plan;
      }
      smallest = plan.planned() < smallest.planned() ? plan : smallest;
    }
    throw new IllegalArgumentException(tooLarge(smallest, budget, batch, lanes));
  }

  private static TreeSet<Long> thresholds(List<Value> candidates) {
    long smallest = candidates.stream().mapToLong(v -> v.shape().size()).min().orElse(1);
    long total = candidates.stream().mapToLong(v -> v.shape().size()).sum();
    TreeSet<Long> thresholds = new TreeSet<>();
    for (int step = 0; step <= STEPS; step++) {
      thresholds.add(
          (long) (smallest * Math.pow((double) (total + 1) / smallest, (double) step / STEPS)));
    }
    return thresholds;
  }

  /** Every activation with which those not kept since the last would exceed the threshold. */
  private static Set<Value> kept(List<Value> candidates, long threshold) {
    Set<Value> kept = new HashSet<>();
    long since = 0;
    for (Value value : candidates) {
      since += value.shape().size();
      if (since > threshold) {
        kept.add(value);
        since = 0;
      }
    }
    return kept;
  }

  private static MemoryUse use(Compilation compilation, int batch, int lanes) {
    Map<Pass, LoopProgram> loops = compilation.loops(lanes);
    List<Program> step = new ArrayList<>();
    for (Pass pass : List.of(Pass.GRADIENTS, Pass.UPDATE)) {
      if (loops.containsKey(pass)) {
        step.add(loops.get(pass).program());
      }
    }
    return MemoryUse.of(step, batch);
  }

  private static long bytes(Compilation compilation, int batch, int lanes) {
    return use(compilation, batch, lanes).total();
  }

  private static String tooLarge(MemoryPlan smallest, long budget, int batch, int lanes) {
    MemoryUse use = use(smallest.compilation(), batch, lanes);
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
