package dev.cnnc.compiler.command;

import dev.cnnc.compiler.Compilation;
import dev.cnnc.compiler.Compiler;
import dev.cnnc.compiler.elaborate.TrainSettings;
import dev.cnnc.compiler.training.DataFiles;
import dev.cnnc.compiler.training.Encoding;
import dev.cnnc.runtime.data.Dataset;
import dev.cnnc.runtime.metric.Measurement;
import dev.cnnc.runtime.metric.Metrics;
import dev.cnnc.runtime.network.Network;
import dev.cnnc.runtime.train.Evaluator;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code cnnc eval}: how well a trained network does on the test data. */
@Command(
    name = "eval",
    description = "Measures a trained network on its test data: the metrics of its training.")
final class EvalCommand implements Callable<Integer> {
  @Mixin private ScriptOptions script;
  @Mixin private WinogradOption winograd;
  @Mixin private ScheduleOption schedules;
  @Mixin private DataOptions data;
  @Mixin private ThreadOptions threads;

  @Option(
      names = "--weights",
      required = true,
      paramLabel = "FILE",
      description = "The weights that train wrote.")
  private Path weights;

  @Option(names = "--json", description = "Print a JSON object.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    Compiler compiler = schedules.tell(winograd.tell(script.load()), script.file());
    ModelChoice choice = script.choose(compiler);
    TrainSettings settings =
        choice
            .training()
            .orElseThrow(
                () ->
                    new CommandFailure(
                        script.file() + ": there is no train block that names the data"));
    Compilation compilation = compiler.evaluation(settings);
    DataFiles files = data.files(settings, compilation.model().graph(), script.file());
    files.encodedAs(Encoding.read(weights));
    Dataset test =
        files
            .test()
            .orElseThrow(
                () -> new CommandFailure("data " + settings.data().name() + " has no test files"));
    try (Network network = Network.create(compilation.load(), threads.count())) {
      network.load(weights);
      Measurement measurement = measure(network, test, compilation.metrics(), settings);
      EvaluationReport report =
          new EvaluationReport(
              measurement, compilation.metrics().metrics(), files.encoding().labels());
      System.out.print(json ? report.json() + "\n" : report.text());
    }
    return 0;
  }

  private static Measurement measure(
      Network network, Dataset test, Metrics metrics, TrainSettings settings) {
    try {
      return new Evaluator(network, test, settings.batch(), metrics).measure();
    } catch (IllegalArgumentException unsuitable) {
      throw new CommandFailure(
          "data " + settings.data().name() + ": " + unsuitable.getMessage(), unsuitable);
    }
  }
}
