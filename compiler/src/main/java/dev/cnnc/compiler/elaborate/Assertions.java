package dev.cnnc.compiler.elaborate;

import dev.cnnc.grammar.tree.Expression;
import dev.cnnc.grammar.tree.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code assert CONDITION, "message"}, checked at compile time. */
final class Assertions {
  private final Evaluator at;

  Assertions(Evaluator at) {
    this.at = at;
  }

  /** Whether the assertion holds; if not, that is reported. */
  boolean holds(Statement.Assert assertion) {
    Optional<Constant> condition = at.constant(assertion.condition(), "what is asserted");
    if (condition.isEmpty()) {
      return false;
    }
    if (!(condition.get() instanceof Constant.Truth truth)) {
      at.frame()
          .report(
              Code.OPERAND_TYPE,
              assertion.condition().span(),
              "what is asserted is true or false, found " + condition.get().describe());
      return false;
    }
    if (!truth.value()) {
      List<String> values = new ArrayList<>();
      addValues(assertion.condition(), values);
      at.frame().report(Code.ASSERTION, assertion.span(), assertion.message(), values);
    }
    return truth.value();
  }

  /** What the names in the condition stand for: {@code C is 3}. */
  private void addValues(Expression expression, List<String> values) {
    if (expression instanceof Expression.Reference reference) {
      at.frame()
          .scope()
          .find(reference.name())
          .map(Scope.Binding::meaning)
          .filter(Constant.class::isInstance)
          .map(value -> reference.name() + " is " + value)
          .filter(line -> !values.contains(line))
          .ifPresent(values::add);
    } else if (expression instanceof Expression.Binary binary) {
      addValues(binary.left(), values);
      addValues(binary.right(), values);
    } else if (expression instanceof Expression.Unary unary) {
      addValues(unary.operand(), values);
    } else if (expression instanceof Expression.Access access) {
      addValues(access.target(), values);
    }
  }
}
