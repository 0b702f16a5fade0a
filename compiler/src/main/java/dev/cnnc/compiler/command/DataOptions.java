package dev.cnnc.compiler.command;

import dev.cnnc.compiler.elaborate.TrainSettings;
import dev.cnnc.compiler.graph.Graph;
import dev.cnnc.compiler.training.DataFiles;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where a command finds the data that a script names. */
final class DataOptions {
  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "The folder that the data's paths are relative to (default: the script's).")
  private Path folder;

  DataFiles files(TrainSettings settings, Graph model, Path script) {
    Path beside = Optional.ofNullable(script.getParent()).orElse(Path.of(""));
    return new DataFiles(settings.data(), model, folder == null ? beside : folder);
  }
}
