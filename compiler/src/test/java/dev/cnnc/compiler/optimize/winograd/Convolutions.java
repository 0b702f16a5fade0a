package dev.cnnc.compiler.optimize.winograd;

import dev.cnnc.compiler.autodiff.Differentiate;
import dev.cnnc.compiler.autodiff.Seed;
import dev.cnnc.compiler.graph.Graph;
import dev.cnnc.compiler.graph.GraphVerifier;
import dev.cnnc.compiler.graph.Value;
import dev.cnnc.compiler.optimize.Passes;
import dev.cnnc.compiler.testing.Scripts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Graphs of layers with their gradients by inputs and parameters, rewritten or not. */
final class Convolutions {
  private Convolutions() {}

  /**
   * @param shape of the input {@code x}
   * @param pipeline from {@code x} to the output {@code y}
   */
  static Graph gradients(String shape, String pipeline) {
    return gradients(
        "model M {\n  input x: f32" + shape + "\n  output y = x |> " + pipeline + "\n}\n");
  }

  /** Of a script's model {@code M} with an output {@code y}. */
  static Graph gradients(String script) {
    Graph graph = Scripts.graph(script, "M", true);
    List<Value> by = new ArrayList<>(graph.inputs());
    by.addAll(graph.parameters());
    return Differentiate.gradients(graph, Map.of(graph.outputs().get("y"), Seed.INCOMING), by);
  }

  static Graph optimized(Graph graph, WinogradChoice choice) {
    return Passes.optimize(
        graph, choice, false, (pass, after) -> GraphVerifier.verified(after, pass.name()));
  }

  /** How many sums over windows were rewritten. */
  static int rewritten(Graph graph) {
    return (int)
        graph.nodes().stream()
            .filter(node -> node.result().name().matches(".*\\.product(_\\d+)?"))
            .count();
  }
}
