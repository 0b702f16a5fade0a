package dev.cnnc.compiler.command;

import java.io.PrintStream;
import java.util.Locale;

/**
 * One line that is written over and over: how far an epoch is, how fast it goes, the loss, and the
 * time left. Silent where standard error is not a terminal, so that logs stay readable.
 */
final class ProgressBar {
  private static final int CELLS = 24;
  private static final long REDRAW_NANOS = 100_000_000L;

  private final PrintStream out;
  private final boolean shown;
  private long drawn;
  private int length;

  ProgressBar(PrintStream out) {
    this(out, Terminal.isPresent());
  }

  ProgressBar(PrintStream out, boolean shown) {
    this.out = out;
    this.shown = shown;
  }

  /**
   * Draws the bar, at most ten times a second.
   *
   * @param label what is running, e.g. {@code epoch 2/5}
   * @param done examples so far, of {@code total}
   * @param rate examples a second
   */
  void update(String label, long done, long total, double loss, double rate) {
    long now = System.nanoTime();
    if (!shown || (done < total && drawn != 0 && now - drawn < REDRAW_NANOS)) {
      return;
    }
    drawn = now;
    write(render(label, done, total, loss, rate));
  }

  /**
   * Draws the bar, for what has neither a loss nor an even pace.
   *
   * @param label what is running
   * @param done parts so far, of {@code total}
   */
  void update(String label, long done, long total) {
    if (shown) {
      write(bar(label, done, total) + " " + done + "/" + total);
    }
  }

  /** Wipes the bar, so that a line of text can take its place. */
  void clear() {
    if (length > 0) {
      out.print("\r" + " ".repeat(length) + "\r");
      out.flush();
      length = 0;
    }
  }

  static String render(String label, long done, long total, double loss, double rate) {
    String left = rate > 0 ? clock((total - done) / rate) : "?";
    return String.format(
        Locale.ROOT,
        "%s  loss %.4f  %,.0f examples/s  %s left",
        bar(label, done, total),
        loss,
        rate,
        left);
  }

  private static String bar(String label, long done, long total) {
    double share = total == 0 ? 1 : (double) done / total;
    int filled = (int) (share * CELLS);
    return String.format(
        Locale.ROOT,
        "%s [%s%s] %3d %%",
        label,
        "#".repeat(filled),
        ".".repeat(CELLS - filled),
        (int) (100 * share));
  }

  /** {@code 0:07}, {@code 12:30}, {@code 1:02:03}. */
  static String clock(double seconds) {
    long whole = Math.round(seconds);
    String minutes = String.format(Locale.ROOT, "%d:%02d", whole / 60 % 60, whole % 60);
    return whole < 3600
        ? minutes
        : String.format(Locale.ROOT, "%d:%02d:%02d", whole / 3600, whole / 60 % 60, whole % 60);
  }

  private void write(String line) {
    String padding = " ".repeat(Math.max(0, length - line.length()));
    out.print("\r" + line + padding);
    out.flush();
    length = line.length();
  }
}
