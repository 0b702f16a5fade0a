package dev.cnnc.compiler.elaborate;

import dev.cnnc.compiler.graph.Graph;
import java.util.List;
import java.util.Optional;

/**
 * A model as a graph.
 *
 * @param calls the calls of layers at all depths, in the order in which they begin
 * @param comparison what its loss compares; empty if it has no loss, or one that does not compare
 *     an output with an input
 */
public record ElaboratedModel(Graph graph, List<LayerCall> calls, Optional<Comparison> comparison) {
  public ElaboratedModel {
    calls = List.copyOf(calls);
  }

  ElaboratedModel withComparison(Optional<Comparison> value) {
    return new ElaboratedModel(graph, calls, value);
  }
}
