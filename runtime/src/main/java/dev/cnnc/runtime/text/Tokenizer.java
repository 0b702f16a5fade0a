package dev.cnnc.runtime.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Cuts a text into tokens.
 *
 * @param lowercase whether capital letters become small ones first
 */
public record Tokenizer(Unit unit, boolean lowercase) {
  /** What a token is. */
  public enum Unit {
    /**
     * A run of letters and digits, apostrophes within it included, or any other visible character
     * by itself: {@code it's 9 o'clock, already!} has 6 tokens.
     */
    WORDS,
    /** A character (Unicode code point), spaces included. */
    CHARACTERS;

    private String scriptName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private static final Pattern WORD =
      Pattern.compile("[\\p{L}\\p{M}\\p{N}]+(?:['\u2019][\\p{L}\\p{M}\\p{N}]+)*|[^\\p{Z}\\p{C}]");

  /** A tokenizer by the name that scripts use. */
  public static Tokenizer named(String unit, boolean lowercase) {
    return new Tokenizer(Unit.valueOf(unit.toUpperCase(Locale.ROOT)), lowercase);
  }

  /** The text's tokens, in their order. */
  public List<String> tokens(String text) {
    String letters = lowercase ? text.toLowerCase(Locale.ROOT) : text;
    if (unit == Unit.CHARACTERS) {
      return letters.codePoints().mapToObj(Character::toString).toList();
    }
    List<String> tokens = new ArrayList<>();
    Matcher word = WORD.matcher(letters);
    while (word.find()) {
      tokens.add(word.group());
    }
    return tokens;
  }

  /** As in a script: {@code words(lowercase = true)}. */
  @Override
  public String toString() {
    return unit.scriptName() + "(lowercase = " + lowercase + ")";
  }

  /**
   * The tokenizer of a {@link #toString}.
   *
   * @throws IllegalArgumentException if the text is none
   */
  static Tokenizer parse(String text) {
    for (Unit unit : Unit.values()) {
      for (boolean lowercase : new boolean[] {false, true}) {
        Tokenizer tokenizer = new Tokenizer(unit, lowercase);
        if (tokenizer.toString().equals(text)) {
          return tokenizer;
        }
      }
    }
    throw new IllegalArgumentException("'" + text + "' is no tokenizer");
  }
}
