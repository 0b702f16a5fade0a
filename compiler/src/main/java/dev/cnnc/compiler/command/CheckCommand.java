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
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code cnnc check}: everything that is wrong with scripts, at once. */
@Command(
    name = "check",
    description = "Checks scripts and prints all that was found, errors and warnings.",
    footer = {"", "Exit code 1 if there are errors; warnings alone are no failure."})
final class CheckCommand implements Callable<Integer> {
  @Parameters(arity = "1..*", paramLabel = "FILE", description = "Scripts; - for standard input.")
  private List<Path> files;

  @Option(names = "--json", description = "Print an array of JSON objects on standard output.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    List<Diagnostic> found = new ArrayList<>();
    for (Path file : files) {
      found.addAll(check(ScriptText.read(file)));
    }
    if (json) {
      System.out.print(DiagnosticPrinter.json(found));
    } else {
      System.err.print(DiagnosticPrinter.text(found, Terminal.hasColours()));
    }
    return found.stream().anyMatch(d -> d.severity() == Severity.ERROR) ? 1 : 0;
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
