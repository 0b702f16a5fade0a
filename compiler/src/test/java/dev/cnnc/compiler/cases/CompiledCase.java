package dev.cnnc.compiler.cases;

import dev.cnnc.compiler.Compilation;
import dev.cnnc.compiler.Compiler;
import dev.cnnc.grammar.source.SourceFile;
import dev.cnnc.runtime.execute.Execution;
import dev.cnnc.runtime.execute.Variable;
import dev.cnnc.runtime.network.Network;
import dev.cnnc.runtime.program.CompiledModel;
import dev.cnnc.runtime.program.Pass;
import dev.cnnc.runtime.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

/** A case compiled to classes and run. */
final class CompiledCase {
  /** Which code is generated. */
  enum Code {
    /** For the vectors of this machine. */
    VECTOR,
    SCALAR
  }

  private CompiledCase() {}

  /**
   * Every output, gradients included, and every state after the run, by name.
   *
   * @param incoming the gradient of the output; null to run the model without gradients
   */
  static Map<String, double[]> run(CaseScript script, double[] incoming, Code code) {
    Compiler compiler = Compiler.of(new SourceFile("case.cnn", script.text()));
    Pass pass = incoming == null ? Pass.INFERENCE : Pass.GRADIENTS;
    Compilation compilation =
        incoming == null
            ? compiler.inference("Case", Map.of())
            : compiler.gradients("Case", Map.of(), script.training());
    CompiledModel model =
        code == Code.VECTOR ? compilation.load() : compilation.generate("Case", 1).load();
    Map<String, double[]> given = new LinkedHashMap<>();
    script.given().forEach((name, tensor) -> given.put(name, tensor.elements()));
    if (incoming != null) {
      given.put("grad.out", incoming);
    }
    try (Network network = Network.create(model, 1)) {
      return run(network, pass, script.batch(), given);
    }
  }

  private static Map<String, double[]> run(
      Network network, Pass pass, int batch, Map<String, double[]> given) {
    Stream.concat(network.parameters().stream(), network.states().stream())
        .forEach(variable -> variable.write(floats(given.get(variable.name()))));
    Execution execution = network.execution(pass);
    execution.begin(batch);
    for (String input : execution.inputs()) {
      if (execution.input(input).integers()) {
        execution.write(input, integers(given.get(input)));
      } else {
        execution.write(input, floats(given.get(input)));
      }
    }
    execution.run(1L);
    Map<String, double[]> results = new LinkedHashMap<>();
    for (String output : execution.program().outputs().keySet()) {
      results.put(output, doubles(execution.read(output)));
    }
    for (Variable state : network.states()) {
      results.put(state.name(), doubles(state.value()));
    }
    if (pass == Pass.GRADIENTS) {
      for (Variable parameter : network.parameters()) {
        results.computeIfAbsent(
            Network.GRADIENT_PREFIX + parameter.name(),
            name -> doubles(network.gradient(parameter.name()).value()));
      }
    }
    return results;
  }

  private static float[] floats(double[] elements) {
    float[] floats = new float[elements.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) elements[i];
    }
    return floats;
  }

  private static int[] integers(double[] elements) {
    int[] integers = new int[elements.length];
    for (int i = 0; i < integers.length; i++) {
      integers[i] = (int) elements[i];
    }
    return integers;
  }

  private static double[] doubles(Tensor tensor) {
    double[] doubles = new double[tensor.size()];
    for (int i = 0; i < doubles.length; i++) {
      doubles[i] = tensor.floats()[i];
    }
    return doubles;
  }
}
