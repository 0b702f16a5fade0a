package dev.cnnc.compiler.command;

import picocli.CommandLine.Option;

/** How many threads a command works with. */
final class ThreadOptions {
  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "How many threads work; changes no result (default: one a processor).")
  private int threads = Runtime.getRuntime().availableProcessors();

  /**
   * @throws CommandFailure if there is not at least one
   */
  int count() {
    if (threads < 1) {
      throw new CommandFailure("--threads: expected at least 1, found " + threads);
    }
    return threads;
  }
}
