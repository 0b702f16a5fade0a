package dev.cnnc.grammar.parse;

/** The codes of the diagnostics that reading a script can give (docs/language.md lists them). */
public final class SyntaxCode {
  /** Something else was expected here. */
  public static final String UNEXPECTED = "E0101";

  /** A character that no part of the language uses. */
  public static final String CHARACTER = "E0102";

  /** A string without its closing quote, or with an unknown escape. */
  public static final String STRING = "E0103";

  /** A number that a double cannot hold. */
  public static final String NUMBER = "E0104";

  /** Nested deeper than {@link Limits#NESTING}. */
  public static final String NESTING = "E0105";

  /** More text or tokens than {@link Limits} allows. */
  public static final String SIZE = "E0106";

  /** Not an index where an index is introduced. */
  public static final String INDEX = "E0107";

  /** The left side of '=' is not a name or a formula's name and indices. */
  public static final String TARGET = "E0108";

  /** A parameter, type or default that cannot stand in this part of a signature. */
  public static final String SIGNATURE = "E0109";

  /** {@code a < b < c} */
  public static final String COMPARISON = "E0110";

  private SyntaxCode() {}
}
