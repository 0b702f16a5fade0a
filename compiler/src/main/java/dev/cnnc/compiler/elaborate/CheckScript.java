package dev.cnnc.compiler.elaborate;

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
  private final Definitions definitions;
  private final Elaborations elaborations;

  CheckScript(Definitions definitions, Diagnostics diagnostics) {
    this.definitions = definitions;
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

  private void training(Definition.Train train) {
    Optional<TrainSettings> found = elaborations.settings(train, Overrides.NONE);
    if (found.isPresent()) {
      TrainSettings settings = found.get();
      Definition.Model model = definitions.model(settings.model()).orElseThrow();
      elaborations
          .withLoss(model, settings.arguments(), settings.loss(), true)
          .ifPresent(elaborated -> elaborations.update(elaborated.graph(), settings.optimizer()));
    }
  }
}
