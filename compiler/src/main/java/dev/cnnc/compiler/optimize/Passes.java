package dev.cnnc.compiler.optimize;

import dev.cnnc.compiler.graph.Graph;
import dev.cnnc.compiler.optimize.winograd.RewriteWindows;
import dev.cnnc.compiler.optimize.winograd.WinogradChoice;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * The simplification of a graph, from top to bottom. What it computes stays the same up to
 * rounding; parameters, states and inputs stay as they are, used or not.
 */
public final class Passes {
  /** What makes formulas shorter, and still reads as it was written. */
  public static final List<Pass> SIMPLIFY =
      List.of(
          new Pass("simplify-indices", SimplifyIndices::apply),
          new Pass("fold-reshapes", FoldReshapes::apply),
          new Pass("fold-reshapes-into-producers", FoldReshapesIntoProducers::apply),
          new Pass("drop-unit-axes", DropUnitAxes::apply),
          new Pass("fold-reshapes", FoldReshapes::apply),
          new Pass("fold-constants", FoldConstants::apply),
          new Pass("merge-common-subexpressions", MergeCommonSubexpressions::apply),
          new Pass("remove-dead-nodes", RemoveDeadNodes::apply),
          new Pass("inline-elementwise", InlineElementwise::apply),
          new Pass("fold-constants", FoldConstants::apply),
          new Pass("simplify-indices", SimplifyIndices::apply),
          new Pass("merge-common-subexpressions", MergeCommonSubexpressions::apply),
          new Pass("remove-dead-nodes", RemoveDeadNodes::apply));

  /** All of it: what kernels are made from. */
  public static final List<Pass> ALL =
      concat(
          SIMPLIFY,
          List.of(
              new Pass("gather-sums", GatherSums::apply),
              new Pass("scatter-sums", ScatterSums::apply),
              new Pass("merge-scatters", MergeScatters::apply),
              new Pass("remove-dead-nodes", RemoveDeadNodes::apply),
              new Pass("factor-sums", FactorSums::apply),
              new Pass("signs-from-results", SignsFromResults::apply),
              new Pass("merge-common-subexpressions", MergeCommonSubexpressions::apply),
              new Pass("inline-elementwise", InlineElementwise::apply),
              new Pass("reduce-strength", ReduceStrength::apply),
              new Pass("fold-scales", FoldScales::apply),
              new Pass("hoist-invariants", HoistInvariants::apply),
              new Pass("merge-common-subexpressions", MergeCommonSubexpressions::apply)));

  private Passes() {}

  /**
   * All of it.
   *
   * @param winograd where to compute windows by fewer multiplications
   * @param single whether for single examples, which use weights few times
   */
  public static List<Pass> all(WinogradChoice winograd, boolean single) {
    List<Pass> passes = new ArrayList<>(ALL);
    if (winograd != WinogradChoice.NONE) {
      passes.add(
          new Pass("rewrite-windows", graph -> RewriteWindows.apply(graph, winograd, single)));
      passes.add(new Pass("merge-common-subexpressions", MergeCommonSubexpressions::apply));
      passes.add(new Pass("inline-elementwise", InlineElementwise::apply));
    }
    if (single) {
      passes.add(new Pass("block-weights", BlockWeights::apply));
    }
    return passes;
  }

  private static List<Pass> concat(List<Pass> passes, List<Pass> more) {
    List<Pass> all = new ArrayList<>(passes);
    all.addAll(more);
    return List.copyOf(all);
  }

  public static Graph optimize(Graph graph) {
    return run(ALL, graph, (pass, after) -> {});
  }

  /**
   * @param observer sees the graph after each pass that changed it
   */
  public static Graph optimize(Graph graph, BiConsumer<Pass, Graph> observer) {
    return optimize(graph, WinogradChoice.NONE, false, observer);
  }

  /**
   * @param winograd where to compute windows by fewer multiplications
   * @param single whether for single examples
   * @param observer sees the graph after each pass that changed it
   */
  public static Graph optimize(
      Graph graph, WinogradChoice winograd, boolean single, BiConsumer<Pass, Graph> observer) {
    return run(all(winograd, single), graph, observer);
  }

  /**
   * Some of the passes, in order.
   *
   * @param observer sees the graph after each that changed it
   */
  public static Graph run(List<Pass> passes, Graph graph, BiConsumer<Pass, Graph> observer) {
    Graph current = graph;
    for (Pass pass : passes) {
      Graph before = current;
      current = pass.apply(before);
      if (current != before) {
        observer.accept(pass, current);
      }
    }
    return current;
  }
}
