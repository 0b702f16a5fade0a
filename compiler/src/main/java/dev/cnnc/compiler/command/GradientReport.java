package dev.cnnc.compiler.command;

import dev.cnnc.compiler.gradcheck.GradientCheck;
import dev.cnnc.compiler.gradcheck.NotFiniteException;
import dev.cnnc.compiler.gradcheck.TensorCheck;
import dev.cnnc.compiler.gradcheck.TensorCheck.Comparison;
import dev.cnnc.grammar.diagnostic.CompilationException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** {@code cnnc check --gradients}: a table for each model and layer, and what it comes to. */
final class GradientReport {
  private final PrintStream out;
  private final ProgressBar progress;
  private final long seed;
  private long elements;
  private long compared;
  private int tensors;
  private int kinks;
  private int wrong;
  private int unchecked;

  GradientReport(PrintStream out, ProgressBar progress, long seed) {
    this.out = out;
    this.progress = progress;
    this.seed = seed;
  }

  /** Checks and prints; false if a gradient disagrees or cannot be derived. */
  boolean print(GradientTargets script) {
    int all =
        script.targets().stream()
            .mapToInt(target -> GradientCheck.tensors(target.graph()).size())
            .sum();
    for (GradientTargets.Target target : script.targets()) {
      print(target, all);
    }
    progress.clear();
    script.leftOut().forEach(reason -> out.println("not checked: " + reason));
    out.printf(
        Locale.ROOT,
        "%,d of %,d elements of %,d tensors compared one by one, all together along random"
            + " directions; %,d comparisons at a kink, %,d disagree%n",
        compared,
        elements,
        tensors,
        kinks,
        wrong);
    return wrong == 0 && unchecked == 0;
  }

  private void print(GradientTargets.Target target, int all) {
    List<TensorCheck> checks = new ArrayList<>();
    try {
      checks.addAll(
          GradientCheck.run(
              target.graph(),
              target.outputs(),
              seed,
              check -> progress.update("gradients", ++tensors, all)));
    } catch (CompilationException none) {
      refuse(target, none.diagnostics().get(0).message());
      return;
    } catch (NotFiniteException none) {
      refuse(target, none.getMessage());
      return;
    }
    progress.clear();
    out.println(target.title() + (checks.isEmpty() ? ": nothing to differentiate by\n" : ""));
    if (!checks.isEmpty()) {
      out.println(table(checks));
    }
  }

  private void refuse(GradientTargets.Target target, String reason) {
    unchecked++;
    progress.clear();
    out.println(target.title() + ": " + reason + "\n");
  }

  private String table(List<TensorCheck> checks) {
    TextTable.Side left = TextTable.Side.LEFT;
    TextTable.Side right = TextTable.Side.RIGHT;
    TextTable table =
        new TextTable(left, right, right, right, right, right, left, right, right, left)
            .row(
                "tensor",
                "compared",
                "of",
                "at a kink",
                "absolute",
                "relative",
                "worst at",
                "derived",
                "measured",
                "")
            .rule();
    for (TensorCheck check : checks) {
      elements += check.elements();
      compared += check.compared();
      kinks += check.kinks();
      wrong += check.wrong();
      Optional<Comparison> worst = check.worst();
      table.row(
          check.tensor().name(),
          count(check.compared()),
          count(check.elements()),
          count(check.kinks()),
          number("%.1e", check.largestAbsolute()),
          number("%.1e", check.largestRelative()),
          worst.map(Comparison::place).orElse("-"),
          worst.map(at -> number("%.6g", at.derived())).orElse("-"),
          worst.map(at -> number("%.6g", at.measured())).orElse("-"),
          check.wrong() > 0 ? "DISAGREES" : "");
    }
    return table.render();
  }

  private static String count(int count) {
    return String.format(Locale.ROOT, "%,d", count);
  }

  private static String number(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }
}
