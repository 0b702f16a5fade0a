package dev.cnnc.compiler.command;

import dev.cnnc.compiler.elaborate.Constant;
import dev.cnnc.grammar.diagnostic.CompilationException;
import dev.cnnc.grammar.parse.Parser;
import dev.cnnc.grammar.tree.Expression;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Values given on the command line, written as in a script; a bare word is a string. */
final class SettingValues {
  private SettingValues() {}

  static Map<String, Constant> read(Map<String, String> settings) {
    Map<String, Constant> values = new LinkedHashMap<>();
    settings.forEach((name, text) -> values.put(name, read(name, text)));
    return values;
  }

  private static Constant read(String name, String text) {
    try {
      Optional<Constant> value = constant(Parser.parseExpression(text));
      if (value.isPresent()) {
        return value.get();
      }
    } catch (CompilationException malformed) {
      throw new CommandFailure(unreadable(name, text), malformed);
    }
    throw new CommandFailure(unreadable(name, text));
  }

  private static String unreadable(String name, String text) {
    return "--set "
        + name
        + ": expected a number, true, false, a string or a tuple such as (3, 5), found '"
        + text
        + "'";
  }

  private static Optional<Constant> constant(Expression expression) {
    if (expression instanceof Expression.NumberLiteral number) {
      return Optional.of(Constant.of(number.value()));
    } else if (expression instanceof Expression.BooleanLiteral truth) {
      return Optional.of(Constant.of(truth.value()));
    } else if (expression instanceof Expression.StringLiteral string) {
      return Optional.of(Constant.of(string.value()));
    } else if (expression instanceof Expression.Reference word) {
      return Optional.of(Constant.of(word.name()));
    } else if (expression instanceof Expression.Unary negated
        && negated.operator() == Expression.UnaryOperator.NEGATE
        && negated.operand() instanceof Expression.NumberLiteral number) {
      return Optional.of(Constant.of(-number.value()));
    } else if (expression instanceof Expression.Tuple tuple) {
      List<Optional<Constant>> elements =
          tuple.elements().stream().map(SettingValues::constant).toList();
      return elements.stream().allMatch(Optional::isPresent)
          ? Optional.of(new Constant.Tuple(elements.stream().map(Optional::get).toList()))
          : Optional.empty();
    }
    return Optional.empty();
  }
}
