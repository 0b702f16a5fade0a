package dev.cnnc.compiler.command;

import dev.cnnc.runtime.metric.Measurement;
import dev.cnnc.runtime.metric.Metric;
import dev.cnnc.runtime.train.EpochReport;
import dev.cnnc.runtime.train.TrainingListener;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Prints what was measured in each epoch. */
final class EpochLines implements TrainingListener {
  private static final Set<Metric> SHORT = Set.of(Metric.LOSS, Metric.ACCURACY);

  private final PrintStream out;
  private final List<String> labels;

  /**
   * @param labels the names of the classes; may be none
   */
  EpochLines(PrintStream out, List<String> labels) {
    this.out = out;
    this.labels = List.copyOf(labels);
  }

  @Override
  public void epoch(EpochReport report) {
    out.println(lines(report));
    if (report.epoch() == report.epochs()) {
      report
          .test()
          .orElse(report.train())
          .confusion()
          .ifPresent(table -> out.print("\n" + MetricText.table(table, labels)));
    }
  }

  /** One line where there is no metric but the accuracy, otherwise one more for train and test. */
  static String lines(EpochReport report) {
    String epoch = String.format(Locale.ROOT, "epoch %d/%d", report.epoch(), report.epochs());
    double seconds = report.trainSeconds() + report.testSeconds();
    String time = String.format(Locale.ROOT, "%.1f s", seconds);
    if (SHORT.containsAll(report.train().values().keySet())) {
      return epoch + "  " + loss(report) + accuracies(report) + "  " + time;
    }
    return epoch
        + "  "
        + time
        + "\n  train  "
        + MetricText.values(report.train())
        + report.test().map(test -> "\n  test   " + MetricText.values(test)).orElse("");
  }

  private static String loss(EpochReport report) {
    String test = report.test().map(t -> " (test " + MetricText.number(t.loss()) + ")").orElse("");
    return "loss " + MetricText.number(report.train().loss()) + test;
  }

  private static String accuracies(EpochReport report) {
    return accuracy("train", report.train())
        + report.test().map(test -> accuracy("test", test)).orElse("");
  }

  private static String accuracy(String part, Measurement measurement) {
    Double share = measurement.values().get(Metric.ACCURACY);
    return share == null ? "" : "  " + part + " " + MetricText.value(Metric.ACCURACY, share);
  }
}
