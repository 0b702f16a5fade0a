package dev.cnnc.compiler.command;

import dev.cnnc.compiler.Compilation;
import dev.cnnc.compiler.Compiler;
import dev.cnnc.compiler.elaborate.Constant;
import dev.cnnc.compiler.elaborate.Elaborator;
import dev.cnnc.compiler.elaborate.Overrides;
import dev.cnnc.compiler.elaborate.TrainSettings;
import dev.cnnc.grammar.tree.Definition;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The model that a command is about.
 *
 * @param arguments the model's parameters, as far as they are given
 * @param training how the script trains it, if it does
 */
record ModelChoice(
    String model, Map<String, Constant> arguments, Optional<TrainSettings> training) {
  /**
   * The model that the script trains; where it trains none, its only model.
   *
   * @param wanted the model's name, if it was given
   * @throws CommandFailure if there is a choice and nothing was given
   */
  static ModelChoice of(Elaborator script, Optional<String> wanted, Overrides overrides) {
    List<Definition.Train> trainings =
        script.trainings().stream()
            .filter(block -> wanted.isEmpty() || block.model().text().equals(wanted.get()))
            .toList();
    if (trainings.size() > 1) {
      throw ambiguous(
          "trains several models", trainings.stream().map(block -> block.model().text()).toList());
    }
    if (trainings.size() == 1) {
      TrainSettings settings = script.settings(trainings.get(0), overrides);
      return new ModelChoice(settings.model(), settings.arguments(), Optional.of(settings));
    }
    List<String> models = script.models();
    if (wanted.isEmpty() && models.size() != 1) {
      throw models.isEmpty()
          ? new CommandFailure("the script has no model")
          : ambiguous("has several models", models);
    }
    return new ModelChoice(
        wanted.orElseGet(() -> models.get(0)),
        SettingValues.read(overrides.values()),
        Optional.empty());
  }

  /**
   * What a training step runs: the gradients of the loss if the script trains the model, else those
   * of its outputs, for gradients that come in.
   */
  Compilation step(Compiler compiler) {
    return training.isPresent()
        ? compiler.training(training.get())
        : compiler.gradients(model, arguments, true);
  }

  private static CommandFailure ambiguous(String what, List<String> models) {
    return new CommandFailure(
        "the script " + what + "; name one with --model: " + String.join(", ", models));
  }
}
