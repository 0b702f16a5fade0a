package dev.cnnc.compiler.command;

import dev.cnnc.compiler.Compiler;
import dev.cnnc.compiler.elaborate.ElaboratedModel;
import dev.cnnc.compiler.elaborate.Elaborator;
import dev.cnnc.compiler.elaborate.Overrides;
import dev.cnnc.compiler.elaborate.TrainSettings;
import dev.cnnc.compiler.graph.ElementType;
import dev.cnnc.compiler.graph.Graph;
import dev.cnnc.compiler.reference.LayerExample;
import dev.cnnc.grammar.diagnostic.CompilationException;
import dev.cnnc.grammar.source.SourceFile;
import dev.cnnc.grammar.tree.Definition;
import dev.cnnc.runtime.network.Network;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * The graphs of a script whose gradients can be checked: each model that is trained with its loss,
 * the other models, and the script's layers that none of them calls, at example sizes.
 */
final class GradientTargets {
  /**
   * A graph.
   *
   * @param outputs those that are differentiated
   */
  record Target(String title, Graph graph, List<String> outputs) {}

  private final SourceFile source;
  private final Elaborator elaborator;
  private final List<Target> targets = new ArrayList<>();
  private final List<String> leftOut = new ArrayList<>();
  private final Set<String> called = new HashSet<>();

  GradientTargets(SourceFile source) {
    this.source = source;
    this.elaborator = Compiler.of(source).elaborator();
  }

  List<Target> targets() {
    return targets;
  }

  /** What cannot be checked, and why. */
  List<String> leftOut() {
    return leftOut;
  }

  /**
   * @throws CompilationException if there is no such layer
   */
  GradientTargets addLayer(String name) {
    if (elaborator.layerDefinition(name).isEmpty()) {
      elaborator.layer(name, List.of(), Map.of(), true);
    }
    layer(name);
    return this;
  }

  GradientTargets addAll() {
    Set<String> trained = new HashSet<>();
    for (Definition.Train block : elaborator.trainings()) {
      trained.add(block.model().text());
      TrainSettings settings = elaborator.settings(block, new Overrides(Map.of()));
      add(
          "model " + settings.model() + " with its loss",
          List.of(Network.LOSS),
          training -> model(elaborator.withLoss(settings, training)));
    }
    for (String name : elaborator.models()) {
      if (!trained.contains(name)) {
        attempt(
            "model " + name, script -> training -> model(script.model(name, Map.of(), training)));
      }
    }
    Compiler.of(source).script().definitions().stream()
        .filter(Definition.Layer.class::isInstance)
        .map(definition -> ((Definition.Layer) definition).name().text())
        .filter(name -> !called.contains(name))
        .forEach(this::layer);
    return this;
  }

  private Graph model(ElaboratedModel model) {
    model.calls().forEach(call -> called.add(call.layer()));
    return model.graph();
  }

  private void layer(String name) {
    attempt(
        "layer " + name,
        script -> {
          LayerExample example =
              script
                  .layerDefinition(name)
                  .map(layer -> LayerExample.of(layer, List.of(), Map.of()))
                  .orElseGet(() -> new LayerExample(List.of(), Map.of()));
          return training -> script.layer(name, example.shapes(), example.arguments(), training);
        });
  }

  /** Adds what may not be possible without arguments; elaborated by itself, as errors stay. */
  private void attempt(String title, Function<Elaborator, Function<Boolean, Graph>> graphs) {
    try {
      add(title, List.of(), graphs.apply(Compiler.of(source).elaborator()));
    } catch (CompilationException reported) {
      leftOut.add(title + ": " + reported.diagnostics().get(0).message());
    }
  }

  private void add(String title, List<String> outputs, Function<Boolean, Graph> graphs) {
    Graph trained = graphs.apply(true);
    Graph used = graphs.apply(false);
    if (trained.toString().equals(used.toString())) {
      target(title, trained, outputs);
    } else {
      target(title + ", training = true", trained, outputs);
      target(title + ", training = false", used, outputs);
    }
  }

  private void target(String title, Graph graph, List<String> outputs) {
    List<String> all =
        graph.outputs().entrySet().stream()
            .filter(output -> output.getValue().type() == ElementType.F32)
            .map(Map.Entry::getKey)
            .toList();
    targets.add(new Target(title, graph, outputs.isEmpty() ? all : outputs));
  }
}
