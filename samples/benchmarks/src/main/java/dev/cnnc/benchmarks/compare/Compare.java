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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Trains networks and infers with them in several frameworks side by side. */
@Command(
    name = "Compare",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Times networks in cnnc and in other frameworks, in turn, and prints tables in Markdown.")
public final class Compare implements Callable<Integer> {
  private static final long SEED = 17;

  @Spec private CommandSpec spec;

  @Option(
      names = "--networks",
      split = ",",
      defaultValue = "N1,N2,N3",
      description = "N1: LeNet; N2: ResNet-20; N3: VGG-small. Default: ${DEFAULT-VALUE}")
  private List<String> networks;

  @Option(
      names = "--engines",
      split = ",",
      description = "Some of ${COMPLETION-CANDIDATES}; default: all that are there.",
      completionCandidates = EngineTitles.class)
  private List<String> engines = EngineTitles.all();

  @Option(
      names = "--threads",
      split = ",",
      defaultValue = "1,2",
      description = "Default: ${DEFAULT-VALUE}")
  private List<Integer> threads;

  @Option(
      names = "--modes",
      split = ",",
      defaultValue = "train,infer1,inferN",
      description =
          "train: training steps; infer1: inference of one example; inferN: of a batch."
              + " Default: ${DEFAULT-VALUE}")
  private List<String> modes;

  @Option(names = "--rounds", defaultValue = "9", description = "Default: ${DEFAULT-VALUE}")
  private int rounds;

  @Option(
      names = "--turn",
      defaultValue = "0.5",
      description = "Seconds that an engine is timed in a round. Default: ${DEFAULT-VALUE}")
  private double turn;

  @Option(
      names = "--warm-up",
      defaultValue = "30",
      description = "The most seconds before an engine is timed. Default: ${DEFAULT-VALUE}")
  private double warmUp;

  @Option(names = "--java-option", description = "For the JVM of every worker; may be repeated.")
  private List<String> javaOptions = new ArrayList<>();

  /** Runs the command and ends with its exit code: 1 if an engine could not be measured. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new Compare()).execute(arguments));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    List<Engines> chosen;
    List<Measurement> measurements;
    try {
      chosen = chosen();
      measurements = measurements();
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
    Path folder = Files.createTempDirectory("cnnc-benchmarks");
    Rounds measure = new Rounds(rounds, turn, warmUp, javaOptions, System.err);
    List<Outcome> outcomes = new ArrayList<>();
    for (Measurement measurement : measurements) {
      Exchange.write(folder, measurement.network(), SEED);
      List<Engines> able =
          chosen.stream().filter(engine -> engine.trains() || !measurement.training()).toList();
      outcomes.add(measure.measure(measurement, able, folder));
    }
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    out.printf(
        "Java %s, median (least–greatest) of %d rounds%n%n", Runtime.version().feature(), rounds);
    new Report(chosen, outcomes).print(out);
    if (outcomes.stream().anyMatch(outcome -> !outcome.failures().isEmpty())) {
      System.err.println("what the workers wrote is in " + folder);
      return 1;
    }
    delete(folder);
    return 0;
  }

  static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }

  private List<Measurement> measurements() {
    List<Measurement> measurements = new ArrayList<>();
    for (String name : networks) {
      for (String mode : modes) {
        for (int count : threads) {
          measurements.add(measurement(Networks.named(name), mode, count));
        }
      }
    }
    return measurements;
  }

  private List<Engines> chosen() {
    Set<Engines> chosen = new LinkedHashSet<>();
    for (String title : engines) {
      Engines engine = Engines.named(title);
      if (engine.python() && WorkerProcess.python().isEmpty()) {
        System.err.println("no Python with torch: " + title + " is left out");
      } else {
        chosen.add(engine);
      }
    }
    return List.copyOf(chosen);
  }

  /** One that a mode names. */
  static Measurement measurement(NetworkGraph network, String mode, int threads) {
    return switch (mode) {
      case "train" -> new Measurement(network, true, network.batch(), threads);
      case "infer1" -> new Measurement(network, false, 1, threads);
      case "inferN" -> new Measurement(network, false, network.batch(), threads);
      default ->
          throw new IllegalArgumentException(
              "a mode is train, infer1 or inferN, found '" + mode + "'");
    };
  }
}
