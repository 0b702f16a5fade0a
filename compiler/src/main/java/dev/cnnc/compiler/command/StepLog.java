package dev.cnnc.compiler.command;

import dev.cnnc.runtime.file.AtomicFile;
import dev.cnnc.runtime.json.Json;
import dev.cnnc.runtime.json.JsonException;
import dev.cnnc.runtime.train.EpochReport;
import dev.cnnc.runtime.train.TrainingListener;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

/** Writes a JSON object a step and line: {@code {"step":1,"epoch":1,"loss":2.30}}. */
final class StepLog implements TrainingListener, AutoCloseable {
  private final BufferedWriter lines;

  /**
   * @param finishedEpochs how many epochs are behind the training: the file goes on after the lines
   *     of these, those of an epoch that was cut off are made again
   */
  StepLog(Path file, int finishedEpochs) throws IOException {
    AtomicFile.requireFolder(file);
    if (finishedEpochs > 0 && Files.exists(file)) {
      StringBuilder kept = new StringBuilder();
      try (Stream<String> old = Files.lines(file)) {
        old.filter(line -> isOf(line, finishedEpochs)).forEach(l -> kept.append(l).append('\n'));
      }
      AtomicFile.writeText(file, kept.toString());
    }
    lines =
        finishedEpochs > 0
            ? Files.newBufferedWriter(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)
            : Files.newBufferedWriter(file);
  }

  /** Whether a line is whole, and of the first epochs. */
  private static boolean isOf(String line, int epochs) {
    try {
      return Json.parse(line) instanceof Map<?, ?> entry
          && entry.get("epoch") instanceof Long epoch
          && epoch <= epochs;
    } catch (JsonException cutOff) {
      return false;
    }
  }

  @Override
  public void step(long step, int epoch, double loss, double meanLoss, double examplesPerSecond) {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("step", step);
    entry.put("epoch", epoch);
    entry.put("loss", loss);
    try {
      lines.write(Json.write(entry));
      lines.newLine();
    } catch (IOException unwritable) {
      throw new UncheckedIOException(unwritable);
    }
  }

  /** So that a reader sees whole epochs while the training goes on. */
  @Override
  public void epoch(EpochReport report) {
    try {
      lines.flush();
    } catch (IOException unwritable) {
      throw new UncheckedIOException(unwritable);
    }
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}
