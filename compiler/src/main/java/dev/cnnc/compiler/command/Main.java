package dev.cnnc.compiler.command;

import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/**
 * The {@code cnnc} command: results go to standard output, everything else to standard error.
 *
 * <p>Exit codes: 0 done; 1 the script, the data or a file is not in order; 2 the command line is
 * not.
 */
@Command(
    name = "cnnc",
    description = "Compiles scripts that describe convolutional networks to JVM bytecode.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    scope = ScopeType.INHERIT,
    subcommands = {
      TrainCommand.class,
      TuneCommand.class,
      SweepCommand.class,
      EvalCommand.class,
      PredictCommand.class,
      RunCommand.class,
      CheckCommand.class,
      FmtCommand.class,
      SummaryCommand.class,
      GraphCommand.class,
      LayersCommand.class,
      DeriveCommand.class,
      ShowCommand.class,
      CompileCommand.class,
      HelpCommand.class
    })
public final class Main implements Runnable {
  private static final int HELP_WIDTH = 100;

  @Option(
      names = "--stacktrace",
      scope = ScopeType.INHERIT,
      description = "Print the stack trace of a failure as well (also: CNNC_STACKTRACE=1).")
  private boolean stacktrace;

  @Spec private CommandSpec spec;

  /** Without a subcommand there is nothing to do: shows what there is. */
  @Override
  public void run() {
    throw new CommandLine.ParameterException(spec.commandLine(), "which command?");
  }

  public static void main(String[] arguments) {
    System.exit(execute(arguments));
  }

  /**
   * Runs one command line in this JVM.
   *
   * @return its exit code
   */
  public static int execute(String... arguments) {
    Main main = new Main();
    Failures failures = new Failures(() -> main.stacktrace);
    CommandLine commandLine =
        new CommandLine(main)
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setUsageHelpWidth(HELP_WIDTH)
            .setExecutionExceptionHandler(failures)
            .setParameterExceptionHandler(Main::explainUsage);
    try {
      return written(commandLine.execute(arguments), commandLine);
    } catch (OutOfMemoryError | StackOverflowError exhausted) {
      return failures.report(exhausted, commandLine.getErr());
    }
  }

  /**
   * Streams keep to themselves that they lost something, on a full disk for instance: a result that
   * is not whole must not look like one.
   */
  private static int written(int exitCode, CommandLine commandLine) {
    boolean lost = System.out.checkError() | commandLine.getOut().checkError();
    if (!lost) {
      return exitCode;
    }
    System.err.println("cnnc: cannot write standard output");
    return CommandLine.ExitCode.SOFTWARE;
  }

  /** One line on what is wrong and where to read on; the whole help only where none was wrong. */
  private static int explainUsage(CommandLine.ParameterException failure, String[] arguments) {
    CommandLine command = failure.getCommandLine();
    PrintWriter err = command.getErr();
    if (arguments.length == 0) {
      command.usage(err, command.getColorScheme());
    } else {
      err.println("cnnc: " + failure.getMessage());
      CommandLine.UnmatchedArgumentException.printSuggestions(failure, err);
      err.println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
    }
    return CommandLine.ExitCode.USAGE;
  }
}
