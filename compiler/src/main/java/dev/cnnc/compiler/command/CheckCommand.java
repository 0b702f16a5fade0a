package dev.cnnc.compiler.command;

import dev.cnnc.compiler.elaborate.Elaborator;
import dev.cnnc.grammar.diagnostic.Diagnostic;
import dev.cnnc.grammar.diagnostic.DiagnosticPrinter;
import dev.cnnc.grammar.diagnostic.Diagnostics;
import dev.cnnc.grammar.diagnostic.Severity;
import dev.cnnc.grammar.parse.Parser;
import dev.cnnc.grammar.source.SourceFile;
import dev.cnnc.grammar.tree.Script;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cnnc check}: everything that is wrong with scripts, at once. */
@Command(
    name = "check",
    description = "Checks scripts and prints all that was found, errors and warnings.",
    footer = {
      "",
      "Exit code 1 if there are errors, or gradients that disagree; warnings alone are no failure.",
      "--gradients compares every derived gradient with central differences on random numbers: each",
      "model, with its loss if the script trains it, and the layers that no model calls."
    })
final class CheckCommand implements Callable<Integer> {
  @Parameters(arity = "1..*", paramLabel = "FILE", description = "Scripts; - for standard input.")
  private List<Path> files;

  @Option(names = "--json", description = "Print an array of JSON objects on standard output.")
  private boolean json;

  @Option(names = "--gradients", description = "Compare derived gradients with differences.")
  private boolean gradients;

  @Option(
      names = "--layer",
      paramLabel = "NAME",
      description = "With --gradients: only this layer, of the script or the library.")
  private String layer;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "With --gradients: of the random numbers (default: 0).")
  private Long seed;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    requireOptionsThatFit();
    List<Diagnostic> found = new ArrayList<>();
    for (Path file : files) {
      found.addAll(check(ScriptText.read(file)));
    }
    if (json) {
      System.out.print(DiagnosticPrinter.json(found));
    } else {
      System.err.print(DiagnosticPrinter.text(found, Terminal.hasColours()));
    }
    boolean right = found.stream().noneMatch(d -> d.severity() == Severity.ERROR);
    if (right && gradients) {
      for (Path file : files) {
        right &= gradients(ScriptText.read(file));
      }
    }
    return right ? 0 : 1;
  }

  private void requireOptionsThatFit() {
    if (!gradients && (layer != null || seed != null)) {
      throw new ParameterException(
          spec.commandLine(), (layer != null ? "--layer" : "--seed") + " needs --gradients");
    }
    if (gradients && json) {
      throw new ParameterException(
          spec.commandLine(), "--gradients prints a table: it cannot be combined with --json");
    }
  }

  private boolean gradients(SourceFile source) {
    GradientTargets targets = new GradientTargets(source);
    return new GradientReport(System.out, new ProgressBar(System.err), seed == null ? 0 : seed)
        .print(layer == null ? targets.addAll() : targets.addLayer(layer));
  }

  private static List<Diagnostic> check(SourceFile source) {
    Diagnostics diagnostics = new Diagnostics();
    Script script = Parser.parse(source, diagnostics);
    if (!diagnostics.hasErrors()) {
      new Elaborator(script, diagnostics).check();
    }
    return diagnostics.all();
  }
}
