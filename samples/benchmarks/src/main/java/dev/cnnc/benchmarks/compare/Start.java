package dev.cnnc.benchmarks.compare;

import dev.cnnc.benchmarks.engine.Engines;
import dev.cnnc.benchmarks.network.Exchange;
import dev.cnnc.benchmarks.network.NetworkGraph;
import dev.cnnc.benchmarks.network.Networks;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures how soon networks are fast, each time in a new process. */
@Command(
    name = "Start",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Times networks from the start of a process on, and prints a table in Markdown: seconds"
            + " until the network is loaded (a new JVM and compiling included), of the first call,"
            + " and until calls have 90 % of their final speed; median (least-greatest).")
public final class Start implements Callable<Integer> {
  private static final long SEED = 17;

  @Option(
      names = "--measure",
      split = ",",
      defaultValue = "N1:train,N1:infer1,N2:train",
      description = "Networks and modes as of Compare. Default: ${DEFAULT-VALUE}")
  private List<String> measure;

  @Option(names = "--engine", defaultValue = "cnnc", description = "Default: ${DEFAULT-VALUE}")
  private String engine;

  @Option(names = "--threads", defaultValue = "1", description = "Default: ${DEFAULT-VALUE}")
  private int threads;

  @Option(names = "--runs", defaultValue = "3", description = "Default: ${DEFAULT-VALUE}")
  private int runs;

  @Option(
      names = "--seconds",
      defaultValue = "30",
      description = "How long a run takes. Default: ${DEFAULT-VALUE}")
  private double seconds;

  @Option(names = "--java-option", description = "For the JVM of every run; may be repeated.")
  private List<String> javaOptions = new ArrayList<>();

  /** Runs the command and ends with its exit code: 1 if a run failed. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new Start()).execute(arguments));
  }

  @Override
  public Integer call() throws IOException {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    Path folder = Files.createTempDirectory("cnnc-benchmarks");
    out.println("| | loaded, s | first call, s | 90 % of the speed after, s | final, ms |");
    out.println("|---|---|---|---|---|");
    for (String one : measure) {
      String[] parts = one.split(":", 2);
      NetworkGraph network = Networks.named(parts[0]);
      String mode = parts.length == 2 ? parts[1] : "train";
      Exchange.write(folder, network, SEED);
      double[][] times = new double[4][runs];
      for (int run = 0; run < runs; run++) {
        try {
          run(Compare.measurement(network, mode, threads), folder, times, run);
        } catch (WorkerException e) {
          System.err.println(one + " " + e.getMessage() + "; see " + folder);
          return 1;
        }
      }
      out.printf(
          "| %s %s | %s | %s | %s | %s |%n",
          network.model(), mode, text(times[0]), text(times[1]), text(times[2]), text(times[3]));
    }
    Compare.delete(folder);
    return 0;
  }

  private void run(Measurement measurement, Path folder, double[][] times, int run)
      throws IOException, WorkerException {
    long begin = System.nanoTime();
    try (WorkerProcess worker =
        new WorkerProcess(Engines.named(engine), measurement, folder, javaOptions)) {
      times[0][run] = (System.nanoTime() - begin) * 1e-9;
      double[] answer =
          worker.ask("warmup %s %d %s".formatted(measurement.mode(), measurement.batch(), seconds));
      times[1][run] = answer[0];
      times[2][run] = answer[1];
      times[3][run] = answer[2] * 1e3;
    }
  }

  private static String text(double[] times) {
    Arrays.sort(times);
    return "%.3g (%.3g–%.3g)".formatted(times[times.length / 2], times[0], times[times.length - 1]);
  }
}
