package dev.cnnc.compiler.elaborate;

import dev.cnnc.compiler.graph.Graph;
import java.util.List;

/**
 * A model as a graph.
 *
 * @param calls the calls of layers at all depths, in the order in which they begin
 */
public record ElaboratedModel(Graph graph, List<LayerCall> calls) {
  public ElaboratedModel {
    calls = List.copyOf(calls);
  }
}
