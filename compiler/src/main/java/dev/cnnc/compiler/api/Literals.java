package dev.cnnc.compiler.api;

import dev.cnnc.grammar.source.SourceSpan;
import dev.cnnc.grammar.tree.Expression;
import java.util.Arrays;
import java.util.List;

/** Java values as the expressions a script would hold. */
final class Literals {
  private Literals() {}

  /**
   * @throws IllegalArgumentException if the language has no such value
   */
  static Expression expression(Object value) {
    if (value instanceof Integer || value instanceof Long) {
      return number(((Number) value).doubleValue(), true);
    } else if (value instanceof Number number) {
      return number(number.doubleValue(), false);
    } else if (value instanceof Boolean flag) {
      return new Expression.BooleanLiteral(SourceSpan.NONE, flag);
    } else if (value instanceof String text) {
      return new Expression.StringLiteral(SourceSpan.NONE, text);
    } else if (value instanceof int[] numbers) {
      return expression(Arrays.stream(numbers).boxed().toList());
    } else if (value instanceof List<?> elements) {
      return new Expression.Tuple(
          SourceSpan.NONE, elements.stream().map(Literals::expression).toList());
    }
    throw new IllegalArgumentException(
        "an argument is a number, boolean, string, int[], list or tensor, found "
            + (value == null ? "null" : value.getClass().getName()));
  }

  private static Expression number(double value, boolean whole) {
    Expression magnitude = new Expression.NumberLiteral(SourceSpan.NONE, Math.abs(value), whole);
    return value < 0
        ? new Expression.Unary(SourceSpan.NONE, Expression.UnaryOperator.NEGATE, magnitude)
        : magnitude;
  }
}
