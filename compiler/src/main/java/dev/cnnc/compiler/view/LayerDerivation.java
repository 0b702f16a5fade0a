package dev.cnnc.compiler.view;

import dev.cnnc.compiler.autodiff.Differentiate;
import dev.cnnc.compiler.autodiff.Seed;
import dev.cnnc.compiler.elaborate.Constant;
import dev.cnnc.compiler.elaborate.Elaborator;
import dev.cnnc.compiler.graph.ElementType;
import dev.cnnc.compiler.graph.Graph;
import dev.cnnc.compiler.graph.Shape;
import dev.cnnc.compiler.graph.Value;
import dev.cnnc.compiler.optimize.Passes;
import dev.cnnc.grammar.tree.Definition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A layer's formula and the gradients that are derived from it, as layers of the language: what is
 * printed can be compiled again.
 */
public final class LayerDerivation {
  private LayerDerivation() {}

  /**
   * @param shapes of the layer's tensors; where there are too few, small ones are chosen
   * @param arguments of the layer; for those that it needs and that are not given, small numbers
   * @throws dev.cnnc.grammar.diagnostic.CompilationException if there is no such layer, it cannot
   *     be elaborated for these shapes, or it cannot be derived
   */
  public static String write(
      Elaborator elaborator, String layer, List<Shape> shapes, Map<String, Constant> arguments) {
    LayerExample example =
        elaborator
            .layerDefinition(layer)
            .map(found -> LayerExample.of(found, shapes, arguments))
            .orElseGet(() -> new LayerExample(shapes, arguments));
    Graph forward = elaborator.layer(layer, example.shapes(), example.arguments(), true);
    Value output = forward.outputs().values().iterator().next();
    List<Value> sources = new ArrayList<>(forward.inputs());
    sources.addAll(forward.parameters());
    sources.removeIf(source -> source.type() != ElementType.F32);
    Graph derived =
        Passes.optimize(Differentiate.gradients(forward, Map.of(output, Seed.INCOMING), sources));

    StringBuilder text = new StringBuilder();
    text.append("// ").append(call(elaborator, layer, example)).append('\n');
    String outputName = forward.outputs().keySet().iterator().next();
    text.append(LayerText.write(forward, output, layer, true));
    for (Value source : sources) {
      text.append("\n// ∂L/∂").append(source.name());
      text.append(", where grad_").append(outputName).append(" is ∂L/∂").append(outputName);
      text.append('\n');
      text.append(
          LayerText.write(
              derived,
              derived.outputs().get("grad." + source.name()),
              layer + "_grad_" + source.name().replace('.', '_'),
              false));
    }
    return text.toString();
  }

  /** {@code conv2d(x: f32[2, 8, 8]; filters = 3, kernel = 3)} */
  private static String call(Elaborator elaborator, String layer, LayerExample example) {
    Definition.Layer definition = elaborator.layerDefinition(layer).orElseThrow();
    List<String> tensors = new ArrayList<>();
    for (int i = 0; i < definition.tensors().size(); i++) {
      tensors.add(definition.tensors().get(i).name().text() + ": f32" + example.shapes().get(i));
    }
    String arguments =
        example.arguments().entrySet().stream()
            .map(argument -> argument.getKey() + " = " + argument.getValue())
            .collect(Collectors.joining(", "));
    return layer
        + "("
        + String.join(", ", tensors)
        + (arguments.isEmpty() ? "" : "; " + arguments)
        + ")";
  }
}
