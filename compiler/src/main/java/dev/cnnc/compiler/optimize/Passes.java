package dev.cnnc.compiler.optimize;

import dev.cnnc.compiler.graph.Graph;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * The simplification of a graph, from top to bottom. What it computes stays the same up to
 * rounding; parameters, states and inputs stay as they are, used or not.
 */
public final class Passes {
  public static final List<Pass> ALL =
      List.of(
          new Pass("simplify-indices", SimplifyIndices::apply),
          new Pass("fold-reshapes", FoldReshapes::apply),
          new Pass("fold-reshapes-into-producers", FoldReshapesIntoProducers::apply),
          new Pass("fold-constants", FoldConstants::apply),
          new Pass("merge-common-subexpressions", MergeCommonSubexpressions::apply),
          new Pass("remove-dead-nodes", RemoveDeadNodes::apply),
          new Pass("inline-elementwise", InlineElementwise::apply),
          new Pass("fold-constants", FoldConstants::apply),
          new Pass("simplify-indices", SimplifyIndices::apply),
          new Pass("merge-common-subexpressions", MergeCommonSubexpressions::apply),
          new Pass("remove-dead-nodes", RemoveDeadNodes::apply));

  private Passes() {}

  public static Graph optimize(Graph graph) {
    return optimize(graph, (pass, after) -> {});
  }

  /**
   * @param observer sees the graph after each pass
   */
  public static Graph optimize(Graph graph, BiConsumer<Pass, Graph> observer) {
    Graph current = graph;
    for (Pass pass : ALL) {
      current = pass.apply(current);
      observer.accept(pass, current);
    }
    return current;
  }
}
