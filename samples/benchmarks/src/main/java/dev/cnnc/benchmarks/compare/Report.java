package dev.cnnc.benchmarks.compare;

import dev.cnnc.benchmarks.engine.Engines;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Prints outcomes as tables in Markdown. */
final class Report {
  private static final String NONE = "–";

  private final List<Engines> engines;
  private final List<Outcome> outcomes;

  Report(List<Engines> engines, List<Outcome> outcomes) {
    this.engines = engines;
    this.outcomes = outcomes;
  }

  void print(PrintStream out) {
    List<String> titles = new ArrayList<>(List.of("milliseconds", "threads"));
    engines.forEach(engine -> titles.add(engine.title()));
    titles.addAll(List.of("fastest peer", "its time / cnnc's"));
    head(out, titles);
    outcomes.forEach(outcome -> row(out, times(outcome)));
    if (outcomes.stream().anyMatch(outcome -> outcome.measurement().training())) {
      out.println();
      memory(out);
    }
    out.println();
    out.printf(
        Locale.ROOT,
        "Outputs of all that is timed agree: the greatest relative difference is %.1e, %.0e is allowed.%n",
        outcomes.stream().mapToDouble(Outcome::difference).max().orElse(0),
        Agreement.TOLERANCE);
    for (Outcome outcome : outcomes) {
      outcome
          .failures()
          .forEach(
              (engine, reason) ->
                  out.println(
                      "\nNot measured: "
                          + engine.title()
                          + ", "
                          + outcome.measurement()
                          + ": "
                          + reason));
    }
  }

  private List<String> times(Outcome outcome) {
    Measurement measurement = outcome.measurement();
    List<String> cells = new ArrayList<>();
    cells.add(
        "%s %s b%d"
            .formatted(measurement.network().name(), measurement.mode(), measurement.batch()));
    cells.add(Integer.toString(measurement.threads()));
    for (Engines engine : engines) {
      Times times = outcome.times().get(engine);
      cells.add(times == null ? NONE : times.text(1e3));
    }
    Times own = outcome.times().get(Engines.CNNC);
    Optional<Map.Entry<Engines, Times>> fastest =
        outcome.times().entrySet().stream()
            .filter(entry -> entry.getKey() != Engines.CNNC)
            .min((a, b) -> Double.compare(a.getValue().median(), b.getValue().median()));
    cells.add(fastest.map(entry -> entry.getKey().title()).orElse(NONE));
    cells.add(
        own == null
            ? NONE
            : fastest.map(entry -> entry.getValue().dividedBy(own).text(1)).orElse(NONE));
    return cells;
  }

  private void memory(PrintStream out) {
    List<String> titles = new ArrayList<>(List.of("peak memory, MiB", "threads"));
    engines.stream().filter(Engines::trains).forEach(engine -> titles.add(engine.title()));
    head(out, titles);
    for (Outcome outcome : outcomes) {
      Measurement measurement = outcome.measurement();
      if (!measurement.training()) {
        continue;
      }
      List<String> cells = new ArrayList<>();
      cells.add("%s train b%d".formatted(measurement.network().name(), measurement.batch()));
      cells.add(Integer.toString(measurement.threads()));
      for (Engines engine : engines) {
        if (engine.trains()) {
          Long bytes = outcome.memory().get(engine);
          cells.add(bytes == null ? NONE : Long.toString(bytes >> 20));
        }
      }
      row(out, cells);
    }
  }

  private static void head(PrintStream out, List<String> titles) {
    row(out, titles);
    out.println(titles.stream().map(title -> "---").collect(Collectors.joining("|", "|", "|")));
  }

  private static void row(PrintStream out, List<String> cells) {
    out.println(cells.stream().collect(Collectors.joining(" | ", "| ", " |")));
  }
}
