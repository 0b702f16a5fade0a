package dev.cnnc.grammar.format;

import dev.cnnc.grammar.tree.Expression;
import dev.cnnc.grammar.tree.Expression.BinaryOperator;
import dev.cnnc.grammar.tree.Expression.UnaryOperator;

/** How tightly an expression holds together, from the loosest to the tightest. */
enum Precedence {
  CONDITIONAL,
  PIPELINE,
  OR,
  AND,
  NOT,
  COMPARISON,
  SUM,
  REDUCTION,
  PRODUCT,
  NEGATION,
  POWER,
  OPERAND;

  static Precedence of(Expression expression) {
    if (expression instanceof Expression.Conditional) {
      return CONDITIONAL;
    } else if (expression instanceof Expression.Pipeline) {
      return PIPELINE;
    } else if (expression instanceof Expression.Binary binary) {
      return of(binary.operator());
    } else if (expression instanceof Expression.Unary unary) {
      return unary.operator() == UnaryOperator.NOT ? NOT : NEGATION;
    } else if (expression instanceof Expression.Reduction) {
      return REDUCTION;
    } else if (expression instanceof Expression.NumberLiteral number && isNegative(number)) {
      return NEGATION;
    }
    return OPERAND;
  }

  static Precedence of(BinaryOperator operator) {
    return switch (operator) {
      case OR -> OR;
      case AND -> AND;
      case EQUAL, NOT_EQUAL, LESS, LESS_EQUAL, GREATER, GREATER_EQUAL -> COMPARISON;
      case ADD, SUBTRACT -> SUM;
      case MULTIPLY, DIVIDE, REMAINDER -> PRODUCT;
      case POWER -> POWER;
    };
  }

  /** A number that a program made: what is read from a script has its sign as an operator. */
  static boolean isNegative(Expression.NumberLiteral number) {
    return number.value() < 0 || 1 / number.value() < 0;
  }

  Precedence next() {
    return values()[Math.min(ordinal() + 1, values().length - 1)];
  }

  boolean isLooserThan(Precedence other) {
    return compareTo(other) < 0;
  }
}
