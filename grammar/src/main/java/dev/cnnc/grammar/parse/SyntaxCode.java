package dev.cnnc.grammar.parse;

/** The codes of the diagnostics that reading a script can give (docs/language.md lists them). */
public final class SyntaxCode {
  /** Something else was expected here. */
  public static final String UNEXPECTED = "E0001";

  /** A character that no part of the language uses. */
  public static final String CHARACTER = "E0002";

  /** A string without its closing quote, or with an unknown escape. */
  public static final String STRING = "E0003";

  /** A number that a double cannot hold. */
  public static final String NUMBER = "E0004";

  /** Nested deeper than {@link Limits#NESTING}. */
  public static final String NESTING = "E0005";

  /** More text or tokens than {@link Limits} allows. */
  public static final String SIZE = "E0006";

  /** Not an index where an index is introduced. */
  public static final String INDEX = "E0007";

  /** The left side of '=' is not a name or a formula's name and indices. */
  public static final String TARGET = "E0008";

  /** A parameter, type or default that cannot stand in this part of a signature. */
  public static final String SIGNATURE = "E0009";

  /** {@code a < b < c} */
  public static final String COMPARISON = "E0010";

  private SyntaxCode() {}
}
