package dev.cnnc.compiler.command;

import dev.cnnc.compiler.autodiff.Differentiate;
import dev.cnnc.compiler.autodiff.Seed;
import dev.cnnc.compiler.elaborate.Elaborator;
import dev.cnnc.compiler.graph.ElementType;
import dev.cnnc.compiler.graph.Graph;
import dev.cnnc.compiler.graph.Value;
import dev.cnnc.compiler.optimize.Passes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The derived graph of a model. */
final class BackwardGraph {
  private BackwardGraph() {}

  /**
   * The graph that a training step runs: the gradient of the loss by each parameter. Of a model
   * that the script does not train: the gradients of its inputs and parameters, for incoming
   * gradients of its outputs.
   */
  static Graph of(Elaborator elaborator, ModelChoice choice) {
    Map<Value, Seed> seeds = new LinkedHashMap<>();
    if (choice.training().isPresent()) {
      Graph graph = elaborator.withLoss(choice.training().get(), true).graph();
      seeds.put(graph.outputs().get("loss"), Seed.ONE);
      return Passes.optimize(Differentiate.gradients(graph, seeds, graph.parameters()));
    }
    Graph graph = elaborator.model(choice.model(), choice.arguments(), true).graph();
    graph.outputs().values().forEach(output -> seeds.put(output, Seed.INCOMING));
    List<Value> wanted = new ArrayList<>(graph.parameters());
    graph.inputs().stream().filter(i -> i.type() == ElementType.F32).forEach(wanted::add);
    return Passes.optimize(Differentiate.gradients(graph, seeds, wanted));
  }
}
