package dev.cnnc.benchmarks.worker;

import dev.cnnc.benchmarks.engine.Engine;
import dev.cnnc.benchmarks.engine.Engines;
import dev.cnnc.benchmarks.engine.Task;
import dev.cnnc.benchmarks.network.Networks;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.StringJoiner;

/**
 * One engine with one network in a process of its own. It reads a command a line from standard
 * input and answers each with a line that begins with {@link #ANSWER}, on standard output:
 *
 * <pre>
 * logits BATCH         the logits of a batch, all numbers
 * losses BATCH STEPS   trains, and gives the loss of each step
 * infer BATCH SECONDS  infers again and again; the number of calls and the median of their seconds
 * train BATCH SECONDS  trains likewise
 * warmup MODE BATCH SECONDS
 *                      infers or trains; the {@link WarmUp} of the calls
 * memory               the most bytes that the process has had in memory
 * </pre>
 *
 * Arguments: engine, folder of the files to exchange, network, {@code train} or {@code infer},
 * threads. It ends with its input.
 */
public final class Worker {
  /** Libraries write to standard output too; lines that begin with this are ours. */
  public static final String ANSWER = "@answer ";

  /** Instead of {@link #ANSWER} if a command failed; the reason follows. */
  public static final String FAILURE = "@failure ";

  private Worker() {}

  public static void main(String[] arguments) throws IOException {
    PrintStream out =
        new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
    System.setOut(System.err);
    try {
      serve(arguments, out);
    } catch (Exception | LinkageError e) {
      e.printStackTrace();
      out.println(FAILURE + String.valueOf(e).replace('\n', ' '));
    }
    System.exit(0); // some engines keep threads that would not end
  }

  private static void serve(String[] arguments, PrintStream out) throws Exception {
    Task task =
        Task.read(
            Path.of(arguments[1]),
            Networks.named(arguments[2]),
            arguments[3].equals("train"),
            Integer.parseInt(arguments[4]));
    try (Engine engine = Engines.named(arguments[0]).load(task)) {
      out.println(ANSWER + "ready");
      BufferedReader in =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        out.println(ANSWER + answer(engine, line.split(" ")));
      }
    }
  }

  private static String answer(Engine engine, String[] command) throws Exception {
    if (command[0].equals("memory")) {
      return Long.toString(peakMemory());
    }
    if (command[0].equals("warmup")) {
      int batch = Integer.parseInt(command[2]);
      Turn.Work call =
          command[1].equals("train") ? () -> engine.train(batch) : () -> engine.infer(batch);
      WarmUp warmUp = WarmUp.of(Turn.times(call, Double.parseDouble(command[3])));
      return "%s %s %s".formatted(warmUp.first(), warmUp.ninety(), warmUp.last());
    }
    int batch = Integer.parseInt(command[1]);
    StringJoiner numbers = new StringJoiner(" ");
    switch (command[0]) {
      case "logits" -> {
        for (float logit : engine.logits(batch)) {
          numbers.add(Float.toString(logit));
        }
      }
      case "losses" -> {
        for (int step = 0; step < Integer.parseInt(command[2]); step++) {
          numbers.add(Float.toString(engine.train(batch)));
        }
      }
      case "infer" ->
          add(numbers, Turn.of(() -> engine.infer(batch), Double.parseDouble(command[2])));
      case "train" ->
          add(numbers, Turn.of(() -> engine.train(batch), Double.parseDouble(command[2])));
      default -> throw new IllegalArgumentException("no command: " + command[0]);
    }
    return numbers.toString();
  }

  private static void add(StringJoiner numbers, Turn turn) {
    numbers.add(Integer.toString(turn.calls())).add(Double.toString(turn.seconds()));
  }

  /** As Linux counts it; 0 elsewhere. */
  private static long peakMemory() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.exists(status)) {
      return 0;
    }
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("VmHWM:"))
        .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElse(0);
  }
}
