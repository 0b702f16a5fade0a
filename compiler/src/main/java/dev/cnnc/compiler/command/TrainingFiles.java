package dev.cnnc.compiler.command;

import dev.cnnc.compiler.elaborate.TrainSettings;
import dev.cnnc.grammar.tree.Script;
import dev.cnnc.runtime.file.AtomicFile;
import dev.cnnc.runtime.network.Network;
import dev.cnnc.runtime.train.EpochReport;
import dev.cnnc.runtime.train.Trainer;
import dev.cnnc.runtime.train.TrainingResult;
import dev.cnnc.runtime.weights.SafeTensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The files that a training leaves: the weights, and a checkpoint from which it can go on. */
final class TrainingFiles {
  private static final String SUFFIX = ".safetensors";

  private final Path weights;
  private final Path checkpoint;
  private final Map<String, String> metadata = new TreeMap<>();
  private final BestEpoch best;
  private volatile int savedEpoch;

  private TrainingFiles(Path weights, Script script, TrainSettings settings) {
    this.weights = weights;
    String name = weights.getFileName().toString();
    String stem = name.endsWith(SUFFIX) ? name.substring(0, name.length() - SUFFIX.length()) : name;
    this.checkpoint = weights.resolveSibling(stem + ".checkpoint" + SUFFIX);
    metadata.put("cnnc.version", Version.current());
    metadata.put("cnnc.model", settings.model());
    metadata.put("cnnc.script", script.span().file().text());
    metadata.put("cnnc.seed", String.valueOf(settings.seed()));
    this.best = new BestEpoch(settings.best());
  }

  /**
   * @param out where the weights go; by default a file in the working folder, called as the script
   * @throws IOException if one of the files cannot be written, which is better known beforehand
   */
  static TrainingFiles of(Optional<Path> out, Path script, Script text, TrainSettings settings)
      throws IOException {
    String name = script.getFileName().toString().replaceAll("\\.cnn$", "");
    TrainingFiles files = new TrainingFiles(out.orElse(Path.of(name + SUFFIX)), text, settings);
    AtomicFile.requireWritable(files.weights);
    AtomicFile.requireWritable(files.checkpoint);
    return files;
  }

  /** Keeps texts with the weights. */
  void keep(Map<String, String> texts) {
    metadata.putAll(texts);
  }

  /** The file from which a training goes on. */
  Path checkpoint() {
    return checkpoint;
  }

  /**
   * @throws CommandFailure if there is nothing to go on from
   */
  void resume(Trainer trainer) throws IOException {
    if (!Files.exists(checkpoint)) {
      throw new CommandFailure(
          checkpoint + ": no such file; --resume goes on from the checkpoint beside --out FILE");
    }
    try {
      trainer.resume(checkpoint);
      if (Files.exists(weights)) {
        best.resume(SafeTensors.read(checkpoint).metadata());
      }
    } catch (IllegalArgumentException other) {
      throw new CommandFailure(other.getMessage(), other);
    }
  }

  /** Writes both files; of the weights, with {@code checkpoint = best(…)}, the best only. */
  void save(Trainer trainer, Network network, EpochReport report) throws IOException {
    if (best.take(report)) {
      network.save(weights, metadata);
    }
    Map<String, String> more = new TreeMap<>(metadata);
    more.putAll(best.metadata());
    trainer.checkpoint().save(checkpoint, network, more);
    savedEpoch = report.epoch();
  }

  /** What is on the disk now, for a training that is cut off. */
  String stateNow() {
    return savedEpoch == 0
        ? "no epoch was finished, nothing was written"
        : best + " are in " + weights + "; go on with --resume";
  }

  /** What to say after a training that was not stopped. */
  String summary(TrainingResult result) {
    return result.last().isEmpty()
        ? "all " + result.finishedEpochs() + " epochs were finished before; nothing to do"
        : best.isSought() ? best + " are in " + weights : "weights: " + weights;
  }
}
