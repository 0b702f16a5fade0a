package dev.cnnc.compiler.command;

import dev.cnnc.grammar.format.Formatter;
import dev.cnnc.grammar.source.SourceFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cnnc fmt}: scripts in their one layout. */
@Command(
    name = "fmt",
    description = "Lays scripts out in the one usual way; comments stay. Prints the result.")
final class FmtCommand implements Callable<Integer> {
  @Parameters(arity = "1..*", paramLabel = "FILE", description = "Scripts; - for standard input.")
  private List<Path> files;

  @ArgGroup private Mode mode = new Mode();

  @Spec private CommandSpec spec;

  /** What to do with the result instead of printing it. */
  private static final class Mode {
    @Option(
        names = "--check",
        description = "Only name the files that would change; exit code 1 if there are any.")
    private boolean check;

    @Option(
        names = {"-w", "--write"},
        description = "Write the result back to the files.")
    private boolean write;
  }

  @Override
  public Integer call() throws IOException {
    if (mode.write && files.stream().anyMatch(FmtCommand::isStandardInput)) {
      throw new ParameterException(spec.commandLine(), "standard input cannot be written back");
    }
    boolean different = false;
    for (Path file : files) {
      SourceFile script = ScriptText.read(file);
      String formatted = Formatter.format(script);
      if (mode.check) {
        if (!formatted.equals(script.text())) {
          System.out.println(script.name());
          different = true;
        }
      } else if (!mode.write) {
        System.out.print(formatted);
      } else if (!formatted.equals(script.text())) {
        Files.writeString(file, formatted, StandardCharsets.UTF_8);
      }
    }
    return different ? 1 : 0;
  }

  private static boolean isStandardInput(Path file) {
    return file.toString().equals("-");
  }
}
