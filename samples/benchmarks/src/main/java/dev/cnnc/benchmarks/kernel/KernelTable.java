package dev.cnnc.benchmarks.kernel;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Locale;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs {@link ConvolutionBenchmark} and prints GFLOP/s and shares of the peak as a table. */
@Command(
    name = "KernelTable",
    mixinStandardHelpOptions = true,
    description = "Measures the passes of convolutions with JMH and prints a table in Markdown.")
public final class KernelTable implements Callable<Integer> {
  @Option(names = "--convolutions", split = ",", description = "Default: all")
  private Convolution[] convolutions = Convolution.values();

  @Option(names = "--passes", split = ",", description = "Default: all")
  private ConvolutionPass.Kind[] passes = ConvolutionPass.Kind.values();

  @Option(names = "--iterations", defaultValue = "15", description = "Default: ${DEFAULT-VALUE}")
  private int iterations;

  @Option(
      names = "--warm-up",
      defaultValue = "6",
      description = "Seconds, in four iterations. Default: ${DEFAULT-VALUE}")
  private double warmUp;

  /** Runs the command. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new KernelTable()).execute(arguments));
  }

  @Override
  public Integer call() throws RunnerException {
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .include(ConvolutionBenchmark.class.getName())
            .param("convolution", names(convolutions))
            .param("pass", names(passes))
            .warmupTime(TimeValue.milliseconds(Math.round(warmUp * 250)))
            .measurementIterations(iterations)
            .shouldFailOnError(true);
    PrintStream out = System.out;
    System.setOut(System.err); // JMH's own report
    Collection<RunResult> results = new Runner(options.build()).run();
    print(new PrintStream(out, true, StandardCharsets.UTF_8), results);
    return 0;
  }

  private static String[] names(Enum<?>[] constants) {
    return Stream.of(constants).map(Enum::name).toArray(String[]::new);
  }

  private void print(PrintStream out, Collection<RunResult> results) {
    out.printf(
        "Java %s, one thread, GFLOP/s, median (least–greatest) of %d iterations%n%n",
        Runtime.version().feature(), iterations);
    out.println("| N, C, H×W, K, k | pass | GFLOP/s | peak | share |");
    out.println("|---|---|---|---|---|");
    TreeMap<String, String> rows = new TreeMap<>();
    for (RunResult result : results) {
      Convolution convolution = Convolution.valueOf(result.getParams().getParam("convolution"));
      ConvolutionPass.Kind pass = ConvolutionPass.Kind.valueOf(result.getParams().getParam("pass"));
      rows.put(
          "%03d %d".formatted(convolution.ordinal(), pass.ordinal()),
          row(convolution, pass, result));
    }
    rows.values().forEach(out::println);
  }

  private static String row(Convolution convolution, ConvolutionPass.Kind pass, RunResult result) {
    ToDoubleFunction<IterationResult> rate =
        iteration -> convolution.operations() / iteration.getPrimaryResult().getScore();
    ToDoubleFunction<IterationResult> peak =
        iteration -> sum(iteration, "peak") / sum(iteration, "calls");
    double[] rates = sorted(result, rate);
    double[] shares =
        sorted(result, iteration -> rate.applyAsDouble(iteration) / peak.applyAsDouble(iteration));
    return String.format(
        Locale.ROOT,
        "| %s | %s | %.0f (%.0f–%.0f) | %.0f | %.0f %% |",
        convolution.title(),
        pass.title(),
        median(rates),
        rates[0],
        rates[rates.length - 1],
        median(sorted(result, peak)),
        100 * median(shares));
  }

  private static double sum(IterationResult iteration, String counter) {
    return iteration.getSecondaryResults().get(counter).getScore();
  }

  private static double[] sorted(RunResult result, ToDoubleFunction<IterationResult> number) {
    return result.getBenchmarkResults().stream()
        .flatMap(fork -> fork.getIterationResults().stream())
        .mapToDouble(number)
        .sorted()
        .toArray();
  }

  private static double median(double[] sorted) {
    return sorted[sorted.length / 2];
  }
}
