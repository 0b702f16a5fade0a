package dev.cnnc.compiler.elaborate;

import dev.cnnc.compiler.graph.Node;
import dev.cnnc.compiler.graph.Operation;
import dev.cnnc.grammar.diagnostic.Diagnostics;
import dev.cnnc.grammar.tree.Definition;
import dev.cnnc.grammar.tree.Expression;
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
    List<Definition.Train> trainings =
        scripts.stream()
            .flatMap(script -> script.definitions().stream())
            .filter(Definition.Train.class::isInstance)
            .map(Definition.Train.class::cast)
            .toList();
    for (Script script : scripts) {
      for (Definition definition : script.definitions()) {
        elaborations.names(definition, trainings);
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

  /** Checks the loss, the optimizer and the metrics as far as the model can be elaborated. */
  private void training(Definition.Train train) {
    TrainParts parts = elaborations.parts(train);
    Optional<ElaboratedModel> withLoss = parts.loss().flatMap(loss -> withLoss(parts, loss));
    withLoss.ifPresent(model -> elaborations.metrics(parts.metrics(), parts.checkpoint(), model));
    parts.loss().ifPresent(elaborations::loss);
    List<Node> parameters =
        withLoss
            .or(() -> withoutLoss(parts))
            .map(model -> model.graph().nodes(Operation.Parameter.class))
            .orElse(List.of());
    parts.update().ifPresent(rule -> elaborations.update(parameters, rule));
  }

  private Optional<ElaboratedModel> withLoss(TrainParts parts, Expression loss) {
    return parts
        .model()
        .flatMap(
            model -> parts.arguments().flatMap(a -> elaborations.withLoss(model, a, loss, true)));
  }

  private Optional<ElaboratedModel> withoutLoss(TrainParts parts) {
    return parts
        .model()
        .flatMap(model -> parts.arguments().flatMap(a -> elaborations.model(model, a, true)));
  }
}
