package dev.cnnc.compiler.command;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How many threads a command works with. */
final class ThreadOptions {
  private static final int MOST = 1024;

  private int threads = Math.min(MOST, Runtime.getRuntime().availableProcessors());

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  /** Called while the command line is read, so before there is any work to wait for. */
  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "How many threads work, at most one a processor (default); changes no result.")
  private void set(int threads) {
    if (threads < 1 || threads > MOST) {
      throw new ParameterException(
          command.commandLine(), "--threads: expected 1 to " + MOST + ", found " + threads);
    }
    this.threads = threads;
  }

  int count() {
    return threads;
  }
}
