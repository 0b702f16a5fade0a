package dev.cnnc.compiler.command;

import dev.cnnc.compiler.command.TextTable.Side;
import dev.cnnc.runtime.metric.ClassCounts;
import dev.cnnc.runtime.metric.ConfusionMatrix;
import dev.cnnc.runtime.metric.Measurement;
import dev.cnnc.runtime.metric.Metric;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Measured values as people read them. */
final class MetricText {
  /** A confusion matrix of more classes is listed, the most frequent mistakes first. */
  private static final int WIDEST_TABLE = 20;

  private MetricText() {}

  /** {@code 98.02 %} of a share, {@code 0.0531} of anything else. */
  static String value(Metric metric, double value) {
    return metric.kind().isShare() ? percent(value) : number(value);
  }

  /** Four places, or four digits where that would show too little. */
  static String number(double value) {
    boolean small = value != 0 && Math.abs(value) < 1e-3;
    return String.format(Locale.ROOT, small ? "%.3e" : "%.4f", value);
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.2f %%", 100 * share);
  }

  /** {@code loss 0.0531 accuracy 98.02 %} */
  static String values(Measurement measurement) {
    return measurement.values().entrySet().stream()
        .map(entry -> entry.getKey() + " " + value(entry.getKey(), entry.getValue()))
        .collect(Collectors.joining("  "));
  }

  /**
   * Precision, recall and F1 of each class.
   *
   * @param names of the classes; those without one have their number
   */
  static String table(ClassCounts classes, List<String> names) {
    TextTable table =
        new TextTable(Side.LEFT, Side.RIGHT, Side.RIGHT, Side.RIGHT, Side.RIGHT)
            .row("class", "examples", "precision", "recall", "f1")
            .rule();
    for (int type = 0; type < classes.classes(); type++) {
      table.row(
          name(type, names),
          String.valueOf(classes.labelled(type)),
          percent(classes.precision(type)),
          percent(classes.recall(type)),
          percent(classes.f1(type)));
    }
    return table.render();
  }

  /** A row for each label and a column for each predicted class; as a list where there are many. */
  static String table(ConfusionMatrix confusion, List<String> names) {
    return confusion.classes() > WIDEST_TABLE ? list(confusion, names) : square(confusion, names);
  }

  private static String square(ConfusionMatrix confusion, List<String> names) {
    int classes = confusion.classes();
    List<Side> sides = new ArrayList<>(List.of(Side.LEFT));
    List<String> heads = new ArrayList<>(List.of("label \\ predicted"));
    for (int type = 0; type < classes; type++) {
      sides.add(Side.RIGHT);
      heads.add(name(type, names));
    }
    TextTable table = new TextTable(sides.toArray(Side[]::new)).row(heads).rule();
    for (int label = 0; label < classes; label++) {
      List<String> cells = new ArrayList<>(List.of(name(label, names)));
      for (int type = 0; type < classes; type++) {
        cells.add(String.valueOf(confusion.count(label, type)));
      }
      table.row(cells);
    }
    return table.render();
  }

  private static String list(ConfusionMatrix confusion, List<String> names) {
    TextTable table = new TextTable(Side.LEFT, Side.LEFT, Side.RIGHT);
    table.row("label", "predicted", "examples").rule();
    for (ConfusionMatrix.Mistake mistake : confusion.mistakes(WIDEST_TABLE)) {
      table.row(
          name(mistake.label(), names),
          name(mistake.predicted(), names),
          String.valueOf(mistake.count()));
    }
    return table.render();
  }

  /** The name of a class, or its number if it has none. */
  static String name(int type, List<String> names) {
    return type < names.size() ? names.get(type) : String.valueOf(type);
  }
}
