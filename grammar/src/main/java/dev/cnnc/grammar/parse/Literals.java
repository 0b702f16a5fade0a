package dev.cnnc.grammar.parse;

import dev.cnnc.grammar.source.SourceSpan;
import dev.cnnc.grammar.tree.Expression;
import org.antlr.v4.runtime.Token;

/** Reads the values of numbers and strings. */
final class Literals {
  /** Up to here every whole number is a double. */
  private static final double LARGEST_WHOLE = 0x1p53;

  private final SyntaxErrors errors;

  Literals(SyntaxErrors errors) {
    this.errors = errors;
  }

  Expression number(SourceSpan span, String text) {
    double value = Double.parseDouble(text);
    boolean whole = text.chars().allMatch(c -> c >= '0' && c <= '9');
    if (Double.isInfinite(value) || (whole && value > LARGEST_WHOLE)) {
      errors.report(
          SyntaxCode.NUMBER,
          span,
          "the number is too large; the largest %s is %s"
              .formatted(
                  whole ? "whole number" : "number", whole ? "9007199254740992" : "about 1.8e308"));
    } else if (value == 0 && mantissa(text).chars().anyMatch(c -> c >= '1' && c <= '9')) {
      errors.report(SyntaxCode.NUMBER, span, "the number is too small; it would be taken for zero");
    }
    return new Expression.NumberLiteral(span, value, whole);
  }

  private static String mantissa(String text) {
    return text.split("[eE]", 2)[0];
  }

  /** The characters between the quotes, with the escapes {@code \" \\ \n \t} taken apart. */
  String string(Token token) {
    String text = token.getText();
    boolean closed = text.length() > 1 && text.endsWith("\"");
    int end = closed ? text.length() - 1 : text.length();
    StringBuilder result = new StringBuilder();
    for (int i = 1; i < end; i++) {
      char c = text.charAt(i);
      if (c != '\\' || i + 1 >= end) {
        result.append(c);
        continue;
      }
      i++;
      switch (text.charAt(i)) {
        case '"', '\\' -> result.append(text.charAt(i));
        case 'n' -> result.append('\n');
        case 't' -> result.append('\t');
        default -> {
          int start = token.getStartIndex() + i - 1;
          errors.report(
              SyntaxCode.STRING,
              errors.span(start, start + 2),
              "unknown escape '%s', expected \\\" \\\\ \\n or \\t"
                  .formatted(text.substring(i - 1, i + 1)));
        }
      }
    }
    return result.toString();
  }
}
