package dev.cnnc.compiler.optimize;

import dev.cnnc.compiler.graph.Graph;
import java.util.function.UnaryOperator;

/**
 * A step that replaces a graph by one that computes the same outputs and updates.
 *
 * @param name verb and object, as {@code fold-reshapes}
 */
public record Pass(String name, UnaryOperator<Graph> transformation) {
  public Graph apply(Graph graph) {
    return transformation.apply(graph);
  }
}
