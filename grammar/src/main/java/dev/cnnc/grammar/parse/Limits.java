package dev.cnnc.grammar.parse;

/**
 * What a script may ask of the compiler at most. Everything that handles a syntax tree recurses, so
 * these bounds are what keeps a hostile script from exhausting the stack or the heap.
 */
public final class Limits {
  /** The depth of brackets, blocks and expressions in each other. */
  public static final int NESTING = 256;

  /** The characters of a script. */
  public static final int CHARACTERS = 4_000_000;

  /** The tokens of a script, comments not counted. */
  public static final int TOKENS = 250_000;

  /** The syntax errors reported for one script. */
  public static final int ERRORS = 50;

  private Limits() {}
}
