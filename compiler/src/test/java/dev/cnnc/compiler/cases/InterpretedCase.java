package dev.cnnc.compiler.cases;

import dev.cnnc.compiler.autodiff.Differentiate;
import dev.cnnc.compiler.autodiff.Seed;
import dev.cnnc.compiler.graph.ElementType;
import dev.cnnc.compiler.graph.Graph;
import dev.cnnc.compiler.graph.GraphVerifier;
import dev.cnnc.compiler.graph.Value;
import dev.cnnc.compiler.interpret.Evaluation;
import dev.cnnc.compiler.interpret.GraphInterpreter;
import dev.cnnc.compiler.testing.Scripts;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A case run by the interpreter, in {@code double}. */
final class InterpretedCase {
  private InterpretedCase() {}

  /**
   * Every output, gradients included, and every state that changes, by name.
   *
   * @param incoming the gradient of the output; null to run the model without gradients
   */
  static Map<String, double[]> run(CaseScript script, double[] incoming) {
    Graph graph = Scripts.graph(script.text(), "Case", script.training());
    Map<String, double[]> given = new LinkedHashMap<>();
    script.given().forEach((name, tensor) -> given.put(name, tensor.elements()));
    if (incoming != null) {
      given.put("grad.out", incoming);
      Map<Value, Seed> seeds = Map.of(graph.outputs().get("out"), Seed.INCOMING);
      graph = Differentiate.gradients(graph, seeds, differentiable(graph));
      GraphVerifier.verified(graph, "Differentiate");
    }
    Evaluation run = GraphInterpreter.run(graph, script.batch(), given);
    Map<String, double[]> results = new LinkedHashMap<>(run.outputs());
    results.putAll(run.updates());
    return results;
  }

  private static List<Value> differentiable(Graph graph) {
    List<Value> values = new ArrayList<>(graph.parameters());
    graph.inputs().stream().filter(i -> i.type() == ElementType.F32).forEach(values::add);
    return values;
  }
}
