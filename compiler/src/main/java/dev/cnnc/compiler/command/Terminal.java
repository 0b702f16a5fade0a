package dev.cnnc.compiler.command;

/** What standard error is connected to. */
final class Terminal {
  /** The launcher looks: the JVM cannot tell whether standard error alone is a terminal. */
  private static final boolean PRESENT =
      "terminal".equals(System.getProperty("cnnc.stderr")) && !"dumb".equals(System.getenv("TERM"));

  private Terminal() {}

  /** Whether a line may be written over. */
  static boolean isPresent() {
    return PRESENT;
  }

  /** Whether colours may be used: on a terminal, unless {@code NO_COLOR} is set. */
  static boolean hasColours() {
    String refused = System.getenv("NO_COLOR");
    return PRESENT && (refused == null || refused.isEmpty());
  }
}
