package dev.cnnc.grammar.parse;

import dev.cnnc.grammar.CnnParser;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.antlr.v4.runtime.misc.IntervalSet;

/** Says in a reader's words what could have stood at a place. */
final class ExpectedTokens {
  private static final Set<String> OPERATORS =
      Set.of(
          "+", "-", "*", "/", "%", "^", "==", "!=", "<", "<=", ">", ">=", "and", "or", "|>", "as");
  private static final Set<String> BRACKETS = Set.of("(", "[", ".");

  private ExpectedTokens() {}

  static String describe(IntervalSet expected) {
    Set<String> symbols = new LinkedHashSet<>();
    for (int type : expected.toArray()) {
      symbols.add(symbol(type));
    }
    List<String> parts = new ArrayList<>();
    if (symbols.contains("a number")) {
      parts.add("an expression");
      symbols.removeIf(s -> isWord(s) || s.startsWith("a ") || Set.of("(", "-").contains(s));
    } else if (symbols.contains("param") && symbols.contains("if")) {
      parts.add("a statement");
      symbols.removeIf(s -> isWord(s) || s.equals("a name"));
    } else if (symbols.contains("a name")) {
      parts.add("a name");
      symbols.removeIf(s -> isWord(s) || s.equals("a name"));
    } else if (symbols.contains("layer")) {
      parts.add("a definition (layer, model, function, data, train or import)");
      symbols.removeIf(ExpectedTokens::isWord);
    }
    boolean operators = symbols.contains("+");
    symbols.removeAll(BRACKETS.stream().filter(b -> operators).toList());
    boolean removed = symbols.removeIf(s -> operators && OPERATORS.contains(s));
    if (removed && symbols.isEmpty() && parts.isEmpty()) {
      parts.add("an operator");
    }
    symbols.forEach(s -> parts.add(s.startsWith("a ") || s.startsWith("the ") ? s : "'" + s + "'"));
    return join(parts);
  }

  private static boolean isWord(String symbol) {
    return symbol.chars().allMatch(c -> Character.isLetterOrDigit(c));
  }

  private static String join(List<String> parts) {
    if (parts.size() <= 1) {
      return String.join("", parts);
    }
    int last = parts.size() - 1;
    return String.join(", ", parts.subList(0, last)) + " or " + parts.get(last);
  }

  /** A token kind as it is written, or what it is called. */
  static String symbol(int type) {
    return switch (type) {
      case CnnParser.IDENTIFIER, CnnParser.REDUCTION -> "a name";
      case CnnParser.NUMBER -> "a number";
      case CnnParser.STRING -> "a string";
      case CnnParser.LINE_PAREN -> "(";
      case CnnParser.EOF -> "the end of the file";
      default -> {
        String literal = CnnParser.VOCABULARY.getLiteralName(type);
        yield literal.substring(1, literal.length() - 1);
      }
    };
  }
}
