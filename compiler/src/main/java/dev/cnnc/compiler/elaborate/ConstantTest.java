package dev.cnnc.compiler.elaborate;

import dev.cnnc.grammar.tree.Expression;
import dev.cnnc.grammar.tree.Subscript;
import java.util.function.Predicate;

/** Tells whether an expression is known at compile time, without evaluating it. */
final class ConstantTest {
  private ConstantTest() {}

  /**
   * @param isIndex whether a name is an index at that place
   */
  static boolean isConstant(Expression expression, Frame frame, Predicate<String> isIndex) {
    if (expression instanceof Expression.Reference reference) {
      return !isIndex.test(reference.name())
          && frame
              .scope()
              .find(reference.name())
              .map(binding -> binding.meaning() instanceof Constant)
              .orElse(true);
    }
    if (expression instanceof Expression.Unary unary) {
      return isConstant(unary.operand(), frame, isIndex);
    }
    if (expression instanceof Expression.Binary binary) {
      return isConstant(binary.left(), frame, isIndex)
          && isConstant(binary.right(), frame, isIndex);
    }
    if (expression instanceof Expression.Conditional conditional) {
      return isConstant(conditional.condition(), frame, isIndex)
          && isConstant(conditional.then(), frame, isIndex)
          && isConstant(conditional.otherwise(), frame, isIndex);
    }
    if (expression instanceof Expression.Tuple tuple) {
      return tuple.elements().stream().allMatch(e -> isConstant(e, frame, isIndex));
    }
    if (expression instanceof Expression.Access access) {
      return isConstant(access.target(), frame, isIndex)
          && access.subscripts().stream()
              .allMatch(
                  s -> s instanceof Subscript.At at && isConstant(at.position(), frame, isIndex));
    }
    if (expression instanceof Expression.Call call) {
      return !call.callee().text().equals("uniform")
          && call.arguments().stream().allMatch(a -> isConstant(a.value(), frame, isIndex));
    }
    return !(expression instanceof Expression.Reduction
        || expression instanceof Expression.Pipeline);
  }
}
