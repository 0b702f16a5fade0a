package dev.cnnc.compiler.command;

import dev.cnnc.runtime.file.AtomicFile;
import dev.cnnc.runtime.json.Json;
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

/** Writes a JSON object a step and line: {@code {"step":1,"epoch":1,"loss":2.30}}. */
final class StepLog implements TrainingListener, AutoCloseable {
  private final BufferedWriter lines;

  /**
   * @param append whether the file goes on, as the log of a training that is resumed
   */
  StepLog(Path file, boolean append) throws IOException {
    AtomicFile.requireFolder(file);
    lines =
        append
            ? Files.newBufferedWriter(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)
            : Files.newBufferedWriter(file);
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
