package dev.cnnc.compiler.elaborate;

import dev.cnnc.compiler.graph.Graph;
import dev.cnnc.compiler.graph.Node;
import dev.cnnc.compiler.graph.Operation;
import dev.cnnc.grammar.diagnostic.Diagnostics;
import dev.cnnc.grammar.tree.Definition;
import dev.cnnc.grammar.tree.Script;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds all that is wrong with a script at once: names everywhere, every model in both modes, every
 * training plan with its loss and optimizer, every data block.
 */
final class CheckScript {
  private final Elaborations elaborations;

  CheckScript(Definitions definitions, Diagnostics diagnostics) {
    this.elaborations = new Elaborations(definitions, diagnostics);
  }

  /**
   * @param scripts the script and those it imports
   */
  void run(List<Script> scripts) {
    Set<String> readData = new HashSet<>();
    for (Script script : scripts) {
      for (Definition definition : script.definitions()) {
        elaborations.names(definition);
      }
    }
    for (Script script : scripts) {
      for (Definition definition : script.definitions()) {
        if (definition instanceof Definition.Model model
            && model.values().stream().allMatch(v -> v.fallback().isPresent())) {
          elaborations.model(model, Map.of(), true);
          elaborations.model(model, Map.of(), false);
        } else if (definition instanceof Definition.Train train) {
          readData.add(train.data().text());
          training(train);
        }
      }
    }
    for (Script script : scripts) {
      for (Definition definition : script.definitions()) {
        if (definition instanceof Definition.Data data && !readData.contains(data.name().text())) {
          elaborations.data(data);
        }
      }
    }
  }

  /** Checks the loss and the optimizer as far as the model can be elaborated. */
  private void training(Definition.Train train) {
    TrainParts parts = elaborations.parts(train);
    Optional<Graph> model = model(parts);
    parts.loss().ifPresent(elaborations::loss);
    List<Node> parameters =
        model.map(graph -> graph.nodes(Operation.Parameter.class)).orElse(List.of());
    parts.update().ifPresent(rule -> elaborations.update(parameters, rule));
  }

  /** The model of a train block, with the loss where the two fit. */
  private Optional<Graph> model(TrainParts parts) {
    if (parts.model().isEmpty() || parts.arguments().isEmpty()) {
      return Optional.empty();
    }
    Definition.Model model = parts.model().get();
    Map<String, Constant> arguments = parts.arguments().get();
    return parts
        .loss()
        .flatMap(loss -> elaborations.withLoss(model, arguments, loss, true))
        .or(() -> elaborations.model(model, arguments, true))
        .map(ElaboratedModel::graph);
  }
}
