package dev.cnnc.compiler.command;

import dev.cnnc.compiler.Compiler;
import dev.cnnc.compiler.elaborate.Overrides;
import dev.cnnc.compiler.elaborate.TrainSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which model of which script a command is about, and with which parameters. */
final class ScriptOptions {
  @Parameters(index = "0", paramLabel = "FILE", description = "The script.")
  private Path file;

  @Option(
      names = "--model",
      paramLabel = "NAME",
      description = "The model, where the script has several.")
  private String model;

  @Option(
      names = "--set",
      paramLabel = "NAME=VALUE",
      description = "Another value for a parameter of the model or a setting of the script.")
  private Map<String, String> settings = new LinkedHashMap<>();

  /** The model that was asked for. */
  Optional<String> model() {
    return Optional.ofNullable(model);
  }

  Path file() {
    return file;
  }

  Compiler load() throws IOException {
    return Compiler.of(ScriptText.read(file));
  }

  Overrides overrides() {
    return new Overrides(settings);
  }

  ModelChoice choose(Compiler script) {
    return choose(script, overrides());
  }

  ModelChoice choose(Compiler script, Overrides overrides) {
    return ModelChoice.of(script.elaborator(), model(), overrides);
  }

  /**
   * How the script trains the model.
   *
   * @throws CommandFailure if it does not
   */
  TrainSettings training(Compiler script, Overrides overrides) {
    return choose(script, overrides)
        .training()
        .orElseThrow(() -> new CommandFailure(file + ": there is no train block for this model"));
  }
}
