package dev.cnnc.compiler.command;

import dev.cnnc.compiler.tune.Machine;
import dev.cnnc.compiler.tune.ScheduleFile;
import dev.cnnc.compiler.tune.Tuner;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Keeps what a search finds as soon as it is found, and tells of it. */
final class TuneReport implements Tuner.Listener {
  private final Path path;
  private final Machine machine;
  private final ProgressBar bar;
  private final PrintStream err;
  private final List<Tuner.Result> results = new ArrayList<>();
  private ScheduleFile file;
  private int kinds;
  private int found;

  TuneReport(ScheduleFile known, Path path, Machine machine, PrintStream err) {
    this.file = known;
    this.path = path;
    this.machine = machine;
    this.err = err;
    this.bar = new ProgressBar(err);
  }

  @Override
  public void begins(String name, int number, int of) {
    kinds = of;
    bar.update("tuning " + name, number - 1, of);
  }

  @Override
  public void ended(Tuner.Result result) {
    results.add(result);
    bar.clear();
    err.println(line(result));
    file = file.without(machine, result.forms());
    List<ScheduleFile.Entry> entries = new ArrayList<>();
    result
        .choices()
        .forEach(
            (form, choice) ->
                entries.add(new ScheduleFile.Entry(List.of("# " + line(result)), form, choice)));
    file = file.with(machine, entries);
    found += entries.isEmpty() ? 0 : 1;
    if (found > 0) {
      write();
    }
  }

  private void write() {
    try {
      file.write(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What an interrupted search has left behind. */
  String state() {
    return found == 0
        ? "nothing was found to be faster than the default"
        : path + " has faster schedules for " + found + " kinds of kernels";
  }

  void end() {
    bar.clear();
    err.println(
        results.size() < kinds
            ? String.format(
                "%d of %d kinds of kernels were searched; more time is --budget",
                results.size(), kinds)
            : "all " + kinds + " kinds of kernels were searched");
    err.println(state());
  }

  private static String line(Tuner.Result result) {
    return result.choices().isEmpty()
        ? String.format(
            Locale.ROOT,
            "%s: %s, the best of %d",
            result.name(),
            milliseconds(result.before()),
            result.tried() + 1)
        : String.format(
            Locale.ROOT,
            "%s: %s instead of %s, batch %s",
            result.name(),
            milliseconds(result.after()),
            milliseconds(result.before()),
            batches(result));
  }

  private static String batches(Tuner.Result result) {
    return result.load().batches().stream()
        .distinct()
        .map(String::valueOf)
        .collect(Collectors.joining(", "));
  }

  private static String milliseconds(double nanos) {
    return String.format(Locale.ROOT, "%.3f ms", nanos * 1e-6);
  }

  /** A row for each kind of kernel that was searched. */
  String table() {
    TextTable.Side right = TextTable.Side.RIGHT;
    TextTable table = new TextTable(TextTable.Side.LEFT, right, right, right, right, right, right);
    table.row("kernel", "equal", "batch", "default ms", "tuned ms", "gain", "tried").rule();
    double before = 0;
    double after = 0;
    for (Tuner.Result result : results) {
      before += result.kernels() * result.before();
      after += result.kernels() * result.after();
      table.row(
          result.name(),
          String.valueOf(result.kernels()),
          batches(result),
          number(result.before()),
          number(result.after()),
          gain(result.before(), result.after()),
          String.valueOf(result.tried()));
    }
    return table
        .rule()
        .row("all", "", "", number(before), number(after), gain(before, after), "")
        .render();
  }

  private static String number(double nanos) {
    return String.format(Locale.ROOT, "%.3f", nanos * 1e-6);
  }

  private static String gain(double before, double after) {
    return after < before ? String.format(Locale.ROOT, "%.0f %%", 100 * (before / after - 1)) : "-";
  }
}
