package dev.cnnc.compiler.elaborate;

import dev.cnnc.grammar.tree.Expression;
import dev.cnnc.grammar.tree.Subscript;
import java.util.ArrayList;
import java.util.List;

/** The parts of expressions that introduce no names. */
final class Parts {
  private Parts() {}

  static List<Expression> of(Expression expression) {
    if (expression instanceof Expression.Tuple tuple) {
      return tuple.elements();
    }
    if (expression instanceof Expression.Unary unary) {
      return List.of(unary.operand());
    }
    if (expression instanceof Expression.Binary binary) {
      return List.of(binary.left(), binary.right());
    }
    if (expression instanceof Expression.Conditional conditional) {
      return List.of(conditional.condition(), conditional.then(), conditional.otherwise());
    }
    if (expression instanceof Expression.Access access) {
      List<Expression> parts = new ArrayList<>(List.of(access.target()));
      for (Subscript subscript : access.subscripts()) {
        if (subscript instanceof Subscript.At at) {
          parts.add(at.position());
        }
      }
      return parts;
    }
    return List.of();
  }
}
