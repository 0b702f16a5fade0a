package dev.cnnc.compiler.command;

import dev.cnnc.compiler.Compilation;
import dev.cnnc.compiler.Compiler;
import dev.cnnc.compiler.elaborate.TrainSettings;
import dev.cnnc.compiler.training.DataFiles;
import dev.cnnc.compiler.view.LayerSummary;
import dev.cnnc.grammar.diagnostic.CompilationException;
import dev.cnnc.grammar.diagnostic.Diagnostic;
import dev.cnnc.grammar.diagnostic.Severity;
import dev.cnnc.runtime.execute.InsufficientMemoryException;
import dev.cnnc.runtime.execute.StateException;
import dev.cnnc.runtime.metric.Metric;
import dev.cnnc.runtime.program.DataIndexException;
import dev.cnnc.runtime.train.DivergenceException;
import dev.cnnc.runtime.train.EpochReport;
import dev.cnnc.runtime.train.Trainer;
import dev.cnnc.runtime.train.TrainingResult;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Trains one combination of settings after the other. Each is compiled, trained and forgotten; its
 * row is kept and written at once.
 */
final class Sweep {
  /** What a combination needs from outside: the script and its data. */
  interface Source {
    Compiler compiler();

    /**
     * @throws CompilationException if the settings have errors
     */
    TrainSettings settings(Compiler compiler, Map<String, String> combination);

    DataFiles data(TrainSettings settings, Compilation compilation);

    int threads();
  }

  private final Source source;
  private final SweepFiles files;
  private final List<SweepRow> rows = new ArrayList<>();
  private Optional<Metric> by;
  private volatile int finished;
  private volatile int total;
  private volatile boolean stopping;
  private volatile Optional<Trainer> running = Optional.empty();

  /**
   * @param before what has been trained already, if something has
   */
  Sweep(Source source, SweepFiles files, Optional<SweepTable> before) {
    this.source = source;
    this.files = files;
    by = before.map(SweepTable::by);
    before.ifPresent(table -> rows.addAll(table.rows()));
  }

  /** Asks the sweep to end soon; the training at hand is given up. */
  void stop() {
    stopping = true;
    running.ifPresent(Trainer::stop);
  }

  /** What is on the disk now. */
  String state() {
    return finished == 0
        ? "no combination was finished, nothing was written"
        : finished
            + " of "
            + total
            + " combinations are in "
            + files.csv()
            + "; go on with --resume";
  }

  /** Trains those combinations that have no row; the result is empty if it was stopped. */
  Optional<SweepTable> run(List<Map<String, String>> combinations) throws IOException {
    requireSound(combinations);
    total = combinations.size();
    int number = 0;
    for (Map<String, String> combination : combinations) {
      number++;
      if (rows.stream().anyMatch(row -> row.settings().equals(combination))) {
        finished++;
        continue;
      }
      String label = "[" + number + "/" + combinations.size() + "] " + text(combination);
      Optional<SweepRow> row = stopping ? Optional.empty() : train(combination, label);
      if (row.isEmpty()) {
        return Optional.empty();
      }
      rows.add(row.get());
      files.save(table());
      finished++;
      System.err.println(label + ": " + result(row.get()));
    }
    return Optional.of(table());
  }

  private SweepTable table() {
    return new SweepTable(by.orElse(Metric.LOSS), rows);
  }

  /** What is wrong with all combinations, as the name of a setting, is better known beforehand. */
  private void requireSound(List<Map<String, String>> combinations) {
    Optional<CompilationException> first = Optional.empty();
    for (Map<String, String> combination : combinations) {
      try {
        source.settings(source.compiler(), combination);
        return;
      } catch (CompilationException wrong) {
        first = first.or(() -> Optional.of(wrong));
      }
    }
    if (first.isPresent()) {
      throw first.get();
    }
  }

  /** Trains one combination; its row says why if that fails, and is empty if it was stopped. */
  private Optional<SweepRow> train(Map<String, String> combination, String label)
      throws IOException {
    long start = System.nanoTime();
    Map<String, Double> values = new LinkedHashMap<>();
    try {
      Compiler compiler = source.compiler();
      TrainSettings settings = source.settings(compiler, combination);
      Compilation compilation = compiler.trainingOnly(settings);
      LayerSummary summary = LayerSummary.of(compilation.model().graph(), 1);
      values.put(SweepRow.PARAMETERS, (double) summary.parameters());
      values.put(SweepRow.MULTIPLY_ADDS, (double) summary.multiplyAdds());
      by = by.or(() -> Optional.of(criterion(settings, compilation)));
      DataFiles data = source.data(settings, compilation);
      try (PreparedTraining training =
          PreparedTraining.of(compilation, settings, data, source.threads())) {
        Optional<EpochReport> report = train(training.trainer(), settings, values, label);
        if (report.isEmpty()) {
          return Optional.empty();
        }
        SweepRow.add(values, "train", report.get().train());
        report.get().test().ifPresent(test -> SweepRow.add(values, "test", test));
      }
      values.put(SweepRow.SECONDS, (System.nanoTime() - start) * 1e-9);
      return Optional.of(new SweepRow(combination, values, Optional.empty()));
    } catch (FileSystemException unreadable) { // No combination could read it.
      throw unreadable;
    } catch (CompilationException
        | CommandFailure
        | DivergenceException
        | StateException
        | InsufficientMemoryException
        | DataIndexException
        | IOException failure) {
      return Optional.of(new SweepRow(combination, values, Optional.of(reason(failure))));
    }
  }

  /** The report of the last epoch, or of the best; empty if the training was stopped. */
  private Optional<EpochReport> train(
      Trainer trainer, TrainSettings settings, Map<String, Double> values, String label)
      throws IOException {
    BestEpoch best = new BestEpoch(settings.best());
    List<EpochReport> reports = new ArrayList<>();
    List<EpochReport> kept = new ArrayList<>();
    trainer.afterEpoch(
        report -> {
          reports.add(report);
          if (best.take(report)) {
            kept.add(report);
          }
        });
    trainer.listener(new EpochBar(new ProgressBar(System.err), label + " "));
    running = Optional.of(trainer);
    if (stopping) { // Asked for before there was a trainer to tell.
      trainer.stop();
    }
    TrainingResult result;
    try {
      result = trainer.train();
    } finally {
      running = Optional.empty();
    }
    if (result.stopped()) {
      return Optional.empty();
    }
    double seconds = reports.stream().mapToDouble(EpochReport::trainSeconds).average().orElse(0);
    values.put(SweepRow.SECONDS_PER_EPOCH, seconds);
    return Optional.of(kept.get(kept.size() - 1));
  }

  /** What tells which combination is better: the metric of the checkpoint, or else the first. */
  private static Metric criterion(TrainSettings settings, Compilation compilation) {
    return settings
        .best()
        .or(
            () ->
                compilation.metrics().metrics().stream()
                    .filter(metric -> metric.kind().isScalar())
                    .findFirst())
        .orElse(Metric.LOSS);
  }

  private static String reason(Exception failure) {
    String text = String.valueOf(failure.getMessage());
    if (failure instanceof CompilationException compilation) {
      text =
          compilation.diagnostics().stream()
              .filter(found -> found.severity() == Severity.ERROR)
              .map(Diagnostic::message)
              .findFirst()
              .orElse(text);
    }
    return text.replaceAll("\\s+", " ");
  }

  private String result(SweepRow row) {
    if (row.error().isPresent()) {
      return row.error().get();
    }
    Metric metric = by.orElse(Metric.LOSS);
    double seconds = row.values().get(SweepRow.SECONDS);
    return metric
        + " "
        + MetricText.value(metric, SweepTable.value(metric, row))
        + String.format(Locale.ROOT, ", %.1f s", seconds);
  }

  private static String text(Map<String, String> combination) {
    return combination.entrySet().stream()
        .map(setting -> setting.getKey() + "=" + setting.getValue())
        .collect(Collectors.joining(" "));
  }
}
