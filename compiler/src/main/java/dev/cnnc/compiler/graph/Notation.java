package dev.cnnc.compiler.graph;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** How names and numbers are written in the text of a graph, so that they can be read back. */
final class Notation {
  /** Words that a name must not be taken for. */
  static final Set<String> KEYWORDS =
      Set.of(
          "if",
          "then",
          "else",
          "and",
          "or",
          "not",
          "inf",
          "nan",
          "index",
          "batch_size",
          "sum",
          "prod",
          "max",
          "min",
          "argmax",
          "argmin",
          "count");

  private static final int TIGHTEST = 10;

  private Notation() {}

  /**
   * The name as it stands, if it is made of identifiers with dots between them; otherwise between
   * backquotes, with backslash escapes.
   */
  static String name(String name) {
    boolean plain = !name.isEmpty() && isNameStart(name.codePointAt(0)) && !KEYWORDS.contains(name);
    if (plain && name.codePoints().allMatch(Notation::isNamePart)) {
      return name;
    }
    StringBuilder quoted = new StringBuilder("`");
    for (char c : name.toCharArray()) {
      switch (c) {
        case '`', '\\' -> quoted.append('\\').append(c);
        case '\n' -> quoted.append("\\n");
        case '\r' -> quoted.append("\\r");
        default -> quoted.append(c);
      }
    }
    return quoted.append('`').toString();
  }

  static boolean isNameStart(int codePoint) {
    return Character.isUnicodeIdentifierStart(codePoint) || codePoint == '_' || codePoint == '∂';
  }

  static boolean isNamePart(int codePoint) {
    boolean identifier =
        Character.isUnicodeIdentifierPart(codePoint) && !Character.isIdentifierIgnorable(codePoint);
    return identifier || isNameStart(codePoint) || codePoint == '.' || codePoint == '\'';
  }

  /**
   * The shortest decimal that is read back as the same {@code double}; {@code inf}, {@code nan}.
   */
  static String number(double value) {
    if (Double.isNaN(value)) {
      return "nan";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "inf" : "-inf";
    }
    if (value == Math.rint(value) && Math.abs(value) < 1e15 && !isNegativeZero(value)) {
      return String.valueOf((long) value);
    }
    return String.valueOf(value).replace(".0E", "e").replace('E', 'e');
  }

  /** Whether {@link #number} starts with a minus sign. */
  static boolean isSigned(double value) {
    return value < 0 || isNegativeZero(value);
  }

  private static boolean isNegativeZero(double value) {
    return value == 0 && 1 / value < 0;
  }

  /** The application of a function, with the parentheses it needs. */
  static String apply(ScalarFunction function, List<Scalar> a) {
    int precedence = function.precedence();
    if (function == ScalarFunction.SELECT) {
      return "(if " + a.get(0) + " then " + a.get(1) + " else " + a.get(2) + ")";
    } else if (precedence == 0) {
      return function.symbol()
          + a.stream().map(String::valueOf).collect(Collectors.joining(", ", "(", ")"));
    } else if (function == ScalarFunction.NEGATE && a.get(0) instanceof Scalar.Constant) {
      // -(5) is the negation of 5; -5 is a constant.
      return "-" + operand(a.get(0), TIGHTEST);
    } else if (function == ScalarFunction.NOT) {
      return "not " + operand(a.get(0), precedence);
    } else if (function.arity() == 1) {
      return function.symbol() + operand(a.get(0), precedence);
    } else if (function == ScalarFunction.POWER) {
      return operand(a.get(0), precedence + 1) + "^" + operand(a.get(1), precedence);
    }
    String operator = " " + function.symbol() + " ";
    return operand(a.get(0), precedence) + operator + operand(a.get(1), precedence + 1);
  }

  /** An operand in parentheses, unless it binds at least as tightly as {@code least}. */
  private static String operand(Scalar scalar, int least) {
    int own = TIGHTEST - 1;
    if (scalar instanceof Scalar.Apply apply && apply.function().precedence() > 0) {
      own = apply.function().precedence();
    } else if (scalar instanceof Scalar.Constant c && isSigned(c.value())) {
      own = 0;
    }
    return own < least ? "(" + scalar + ")" : scalar.toString();
  }
}
