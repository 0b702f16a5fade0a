package dev.cnnc.compiler.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** One line of the text of a graph as tokens, and a place in it. */
final class GraphLine {
  private enum Kind {
    NAME,
    QUOTED,
    NUMBER,
    SYMBOL,
    END
  }

  private record Token(Kind kind, String text, int column) {}

  private final int number;
  private final List<Token> tokens = new ArrayList<>();
  private int next = 0;

  GraphLine(int number, String text) {
    this.number = number;
    int at = 0;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (Character.isWhitespace(c)) {
        at++;
      } else if (c == '`') {
        at = quoted(text, at);
      } else if (Notation.isNameStart(text.codePointAt(at))) {
        at = add(Kind.NAME, text, at, endOfName(text, at));
      } else if (isDigit(c)) {
        at = add(Kind.NUMBER, text, at, endOfNumber(text, at));
      } else {
        boolean pair =
            at + 1 < text.length() && text.charAt(at + 1) == '=' && "<>=!".indexOf(c) >= 0;
        at = add(Kind.SYMBOL, text, at, at + (pair ? 2 : 1));
      }
    }
    tokens.add(new Token(Kind.END, "the end of the line", text.length() + 1));
  }

  private int add(Kind kind, String text, int start, int end) {
    tokens.add(new Token(kind, text.substring(start, end), start + 1));
    return end;
  }

  private int quoted(String text, int start) {
    StringBuilder name = new StringBuilder();
    for (int at = start + 1; at < text.length(); at++) {
      char c = text.charAt(at);
      if (c == '`') {
        tokens.add(new Token(Kind.QUOTED, name.toString(), start + 1));
        return at + 1;
      }
      if (c == '\\' && at + 1 < text.length()) {
        c = text.charAt(++at);
        c = c == 'n' ? '\n' : c == 'r' ? '\r' : c;
      }
      name.append(c);
    }
    throw new GraphSyntaxException(number, start + 1, "a name without its closing backquote");
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static int endOfName(String text, int start) {
    int end = start;
    while (end < text.length() && Notation.isNamePart(text.codePointAt(end))) {
      end += Character.charCount(text.codePointAt(end));
    }
    return end;
  }

  /** Digits, then perhaps a point and digits, then perhaps an exponent. */
  private static int endOfNumber(String text, int start) {
    int end = endOfDigits(text, start);
    if (end < text.length() && text.charAt(end) == '.') {
      end = endOfDigits(text, end + 1);
    }
    if (end < text.length() && (text.charAt(end) == 'e' || text.charAt(end) == 'E')) {
      boolean signed = end + 1 < text.length() && "+-".indexOf(text.charAt(end + 1)) >= 0;
      end = endOfDigits(text, end + (signed ? 2 : 1));
    }
    return end;
  }

  private static int endOfDigits(String text, int start) {
    int end = start;
    while (end < text.length() && isDigit(text.charAt(end))) {
      end++;
    }
    return end;
  }

  int number() {
    return number;
  }

  boolean isEmpty() {
    return tokens.size() == 1;
  }

  /** Whether the token {@code ahead} places on is this symbol or unquoted word. */
  boolean sees(int ahead, String text) {
    Token token = tokens.get(Math.min(next + ahead, tokens.size() - 1));
    return (token.kind == Kind.SYMBOL || token.kind == Kind.NAME) && token.text.equals(text);
  }

  boolean sees(String text) {
    return sees(0, text);
  }

  boolean seesNumber() {
    return tokens.get(next).kind == Kind.NUMBER;
  }

  /** Whether the token {@code ahead} places on is a name that is not a keyword. */
  boolean seesName(int ahead) {
    Token token = tokens.get(Math.min(next + ahead, tokens.size() - 1));
    return token.kind == Kind.QUOTED
        || (token.kind == Kind.NAME && !Notation.KEYWORDS.contains(token.text));
  }

  boolean seesEnd() {
    return tokens.get(next).kind == Kind.END;
  }

  /** Steps over a symbol or unquoted word, if it comes next. */
  boolean accept(String text) {
    boolean found = sees(text);
    if (found) {
      next++;
    }
    return found;
  }

  void expect(String text) {
    if (!accept(text)) {
      throw unexpected("'" + text + "'");
    }
  }

  void expectEnd() {
    if (!seesEnd()) {
      throw unexpected("the end of the line");
    }
  }

  /** A name; keywords too, where {@code what} cannot be mistaken. */
  String name(String what) {
    Token token = tokens.get(next);
    if (token.kind != Kind.NAME && token.kind != Kind.QUOTED) {
      throw unexpected(what);
    }
    next++;
    return token.text;
  }

  /** What the name that comes next stands for. */
  <T> T known(Map<String, T> meanings, String what) {
    T meaning = meanings.get(tokens.get(next).text);
    if (meaning == null) {
      throw unexpected(what);
    }
    name(what);
    return meaning;
  }

  double number(String what) {
    Token token = tokens.get(next);
    try {
      if (token.kind == Kind.NUMBER) {
        next++;
        return Double.parseDouble(token.text);
      }
    } catch (NumberFormatException e) {
      next--;
    }
    throw unexpected(what);
  }

  int integer(String what) {
    int sign = accept("-") ? -1 : 1;
    Token token = tokens.get(next);
    try {
      if (token.kind == Kind.NUMBER) {
        next++;
        return Math.toIntExact(sign * Long.parseLong(token.text));
      }
    } catch (NumberFormatException | ArithmeticException e) {
      next--;
    }
    throw unexpected(what);
  }

  GraphSyntaxException unexpected(String expected) {
    Token found = tokens.get(next);
    String text = found.kind == Kind.END ? found.text : "'" + found.text + "'";
    return error("expected " + expected + ", found " + text);
  }

  /** An error at the current place. */
  GraphSyntaxException error(String message) {
    return new GraphSyntaxException(number, tokens.get(next).column, message);
  }
}
