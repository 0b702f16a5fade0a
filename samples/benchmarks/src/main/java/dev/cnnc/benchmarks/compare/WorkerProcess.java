package dev.cnnc.benchmarks.compare;

import dev.cnnc.benchmarks.engine.Engines;
import dev.cnnc.benchmarks.worker.Worker;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The other end of a {@link Worker}. */
final class WorkerProcess implements AutoCloseable {
  private static final String PYTHON_WORKER = "pytorch_worker.py";

  private final Engines engine;
  private final Process process;
  private final BufferedReader answers;
  private final Writer commands;

  /**
   * Starts a worker and waits until its network is loaded.
   *
   * @param folder where the files to exchange are, and the workers' log goes
   * @param javaOptions further options of a JVM
   */
  WorkerProcess(Engines engine, Measurement measurement, Path folder, List<String> javaOptions)
      throws IOException, WorkerException {
    this.engine = engine;
    List<String> command = new ArrayList<>();
    if (engine.python()) {
      command.addAll(List.of(python().orElseThrow(), pythonWorker(folder).toString()));
    } else {
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.addAll(engine.javaOptions(measurement.threads()));
      command.addAll(javaOptions);
      command.add(Worker.class.getName());
    }
    command.addAll(
        List.of(
            engine.title(),
            folder.toString(),
            measurement.network().name(),
            measurement.mode(),
            Integer.toString(measurement.threads())));
    ProcessBuilder builder = new ProcessBuilder(command);
    // Not as an argument: ONNX Runtime crashes where the command line has some thousand characters.
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    builder.environment().putAll(engine.environment(measurement.threads()));
    builder.redirectError(
        ProcessBuilder.Redirect.appendTo(folder.resolve(engine.title() + ".log").toFile()));
    process = builder.start();
    answers = process.inputReader(StandardCharsets.UTF_8);
    commands = process.outputWriter(StandardCharsets.UTF_8);
    try {
      answer();
    } catch (IOException | WorkerException e) {
      close();
      throw e;
    }
  }

  /** The Python to use: one that has the module torch. */
  static Optional<String> python() {
    return Stream.of(System.getProperty("python", "python3"), "/usr/bin/python3")
        .filter(WorkerProcess::hasTorch)
        .findFirst();
  }

  private static boolean hasTorch(String python) {
    try {
      Process process =
          new ProcessBuilder(python, "-c", "import torch")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static Path pythonWorker(Path folder) throws IOException {
    Path script = folder.resolve(PYTHON_WORKER);
    try (InputStream text =
        WorkerProcess.class.getResourceAsStream("/dev/cnnc/benchmarks/" + PYTHON_WORKER)) {
      Files.copy(text, script, StandardCopyOption.REPLACE_EXISTING);
    }
    return script;
  }

  Engines engine() {
    return engine;
  }

  /** Sends a command and gives the numbers of the answer. */
  double[] ask(String command) throws IOException, WorkerException {
    try {
      commands.write(command + "\n");
      commands.flush();
    } catch (IOException e) {
      throw new WorkerException("ended: " + e.getMessage());
    }
    return Arrays.stream(answer().trim().split(" ")).mapToDouble(Double::parseDouble).toArray();
  }

  private String answer() throws IOException, WorkerException {
    for (String line = answers.readLine(); line != null; line = answers.readLine()) {
      if (line.startsWith(Worker.ANSWER)) {
        return line.substring(Worker.ANSWER.length());
      }
      if (line.startsWith(Worker.FAILURE)) {
        throw new WorkerException(line.substring(Worker.FAILURE.length()));
      }
    }
    throw new WorkerException("ended without an answer; its log may say why");
  }

  @Override
  public void close() {
    try {
      commands.close();
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      process.destroyForcibly();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
