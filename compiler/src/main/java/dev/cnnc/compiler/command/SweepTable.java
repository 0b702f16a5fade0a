package dev.cnnc.compiler.command;

import dev.cnnc.compiler.command.TextTable.Side;
import dev.cnnc.runtime.json.Json;
import dev.cnnc.runtime.metric.Metric;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The rows of a sweep, the best first; those that failed come last.
 *
 * @param by the metric that makes one better than another; on the test examples if there are some
 */
record SweepTable(Metric by, List<SweepRow> rows) {
  SweepTable {
    List<SweepRow> sorted = new ArrayList<>(rows);
    sorted.sort(
        (a, b) -> {
          double first = value(by, a);
          double second = value(by, b);
          return by.isBetter(first, second) ? -1 : by.isBetter(second, first) ? 1 : 0;
        });
    rows = List.copyOf(sorted);
  }

  /** The value of a metric on the test examples, or else on those of the last epoch. */
  static double value(Metric by, SweepRow row) {
    if (row.error().isPresent()) {
      return Double.NaN;
    }
    Double test = row.values().get("test_" + by);
    return test == null ? row.values().getOrDefault("train_" + by, Double.NaN) : test;
  }

  /** The best row is marked by an asterisk. */
  String text() {
    List<String> settings = settings();
    List<String> values = values();
    List<Side> sides = new ArrayList<>(List.of(Side.LEFT));
    List<String> heads = new ArrayList<>(List.of(""));
    settings.forEach(name -> sides.add(Side.RIGHT));
    heads.addAll(settings);
    values.forEach(name -> sides.add(Side.RIGHT));
    values.forEach(name -> heads.add(head(name)));
    sides.add(Side.LEFT);
    heads.add("");
    TextTable table = new TextTable(sides.toArray(Side[]::new)).row(heads).rule();
    for (SweepRow row : rows) {
      List<String> cells = new ArrayList<>(List.of(hasBest() && row == rows.get(0) ? "*" : ""));
      settings.forEach(name -> cells.add(row.settings().getOrDefault(name, "")));
      for (String name : values) {
        Double value = row.values().get(name);
        cells.add(value == null ? "" : readable(name, value));
      }
      cells.add(row.error().orElse(""));
      table.row(cells);
    }
    return table.render();
  }

  /** Whether there is a best row: one that did not fail. */
  boolean hasBest() {
    return !rows.isEmpty() && rows.get(0).error().isEmpty();
  }

  private static String head(String name) {
    return switch (name) {
      case SweepRow.MULTIPLY_ADDS -> "multiply-adds";
      case SweepRow.SECONDS_PER_EPOCH -> "s/epoch";
      case SweepRow.SECONDS -> "s";
      default -> name.replace('_', ' ').replace("top k", "top_k");
    };
  }

  private static String readable(String name, double value) {
    return switch (name) {
      case SweepRow.PARAMETERS, SweepRow.MULTIPLY_ADDS ->
          String.format(Locale.ROOT, "%,d", (long) value);
      case SweepRow.SECONDS_PER_EPOCH, SweepRow.SECONDS ->
          String.format(Locale.ROOT, "%.1f", value);
      default -> MetricText.value(Metric.named(name.substring(name.indexOf('_') + 1)), value);
    };
  }

  /** As RFC 4180 has it, with a line of names; numbers as they are. */
  String csv() {
    List<String> settings = settings();
    List<String> values = values();
    List<String> heads = new ArrayList<>(List.of("rank"));
    heads.addAll(settings);
    heads.addAll(values);
    heads.add("error");
    StringBuilder text = new StringBuilder(line(heads));
    int rank = 1;
    for (SweepRow row : rows) {
      List<String> cells = new ArrayList<>();
      cells.add(row.error().isPresent() ? "" : String.valueOf(rank++));
      settings.forEach(name -> cells.add(row.settings().getOrDefault(name, "")));
      values.forEach(name -> cells.add(exact(row.values().get(name))));
      cells.add(row.error().orElse(""));
      text.append(line(cells));
    }
    return text.toString();
  }

  private static String exact(Double value) {
    if (value == null) {
      return "";
    }
    boolean whole = value == Math.rint(value) && Math.abs(value) < 1L << 53;
    return whole ? String.valueOf(value.longValue()) : value.toString();
  }

  private static String line(List<String> cells) {
    return String.join(",", cells.stream().map(SweepTable::quoted).toList()) + "\r\n";
  }

  private static String quoted(String cell) {
    boolean plain = cell.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return plain ? cell : '"' + cell.replace("\"", "\"\"") + '"';
  }

  /** An array with an object for each row. */
  String json() {
    return Json.write(objects());
  }

  List<Map<String, Object>> objects() {
    return rows.stream().map(SweepRow::object).toList();
  }

  private List<String> settings() {
    Set<String> names = new LinkedHashSet<>();
    rows.forEach(row -> names.addAll(row.settings().keySet()));
    return List.copyOf(names);
  }

  /** The columns of values: sizes, train, test, times. */
  private List<String> values() {
    Map<String, List<String>> groups = new LinkedHashMap<>();
    List.of("sizes", "train", "test", "times").forEach(g -> groups.put(g, new ArrayList<>()));
    for (SweepRow row : rows) {
      for (String name : row.values().keySet()) {
        List<String> group = groups.get(group(name));
        if (!group.contains(name)) {
          group.add(name);
        }
      }
    }
    return groups.values().stream().flatMap(List::stream).toList();
  }

  private static String group(String name) {
    return switch (name) {
      case SweepRow.PARAMETERS, SweepRow.MULTIPLY_ADDS -> "sizes";
      case SweepRow.SECONDS_PER_EPOCH, SweepRow.SECONDS -> "times";
      default -> name.startsWith("train_") ? "train" : "test";
    };
  }
}
