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
 * @param withoutLoss the same model alone, as it is used; empty if this one has no loss or is as it
 *     is trained
 */
public record ElaboratedModel(
    Graph graph,
    List<LayerCall> calls,
    Optional<Comparison> comparison,
    Optional<ElaboratedModel> withoutLoss) {
  public ElaboratedModel {
    calls = List.copyOf(calls);
  }

  /** This as the model that {@code alone} becomes with a loss. */
  ElaboratedModel withLossOf(Optional<ElaboratedModel> alone, Optional<Comparison> compared) {
    return new ElaboratedModel(graph, calls, compared, alone);
  }
}
