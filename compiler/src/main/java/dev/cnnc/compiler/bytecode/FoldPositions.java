package dev.cnnc.compiler.bytecode;

import dev.cnnc.compiler.loop.IntExpression;
import java.util.ArrayList;
import java.util.List;

/**
 * Constants of a position gathered into one that is added last: {@code (x + 3) + (2·(y + 1) + 4)}
 * becomes {@code x + 2·y + 9}. Unrolled code is full of these, and the interpreter and the size of
 * a method feel them, whatever HotSpot folds later.
 */
final class FoldPositions {
  private FoldPositions() {}

  static IntExpression fold(IntExpression expression) {
    if (expression instanceof IntExpression.Constant
        || expression instanceof IntExpression.Variable) {
      return expression;
    } else if (expression instanceof IntExpression.Sum sum) {
      return fold(sum);
    } else if (expression instanceof IntExpression.Product product) {
      return scale(fold(product.value()), product.factor());
    } else if (expression instanceof IntExpression.Quotient quotient) {
      IntExpression value = fold(quotient.value());
      int divisor = quotient.divisor();
      if (divisor == 1) {
        return value;
      }
      return value instanceof IntExpression.Constant c
          ? constant(c.value() / divisor)
          : new IntExpression.Quotient(value, divisor);
    } else if (expression instanceof IntExpression.Remainder remainder) {
      IntExpression value = fold(remainder.value());
      int divisor = remainder.divisor();
      if (divisor == 1) {
        return constant(0);
      }
      return value instanceof IntExpression.Constant c
          ? constant(c.value() % divisor)
          : new IntExpression.Remainder(value, divisor);
    } else if (expression instanceof IntExpression.Minimum minimum) {
      IntExpression left = fold(minimum.left());
      IntExpression right = fold(minimum.right());
      return left instanceof IntExpression.Constant a && right instanceof IntExpression.Constant b
          ? constant(Math.min(a.value(), b.value()))
          : new IntExpression.Minimum(left, right);
    } else if (expression instanceof IntExpression.Maximum maximum) {
      IntExpression left = fold(maximum.left());
      IntExpression right = fold(maximum.right());
      return left instanceof IntExpression.Constant a && right instanceof IntExpression.Constant b
          ? constant(Math.max(a.value(), b.value()))
          : new IntExpression.Maximum(left, right);
    } else if (expression instanceof IntExpression.Load load) {
      return new IntExpression.Load(load.buffer(), fold(load.position()));
    } else if (expression instanceof IntExpression.Checked checked) {
      return new IntExpression.Checked(fold(checked.value()), checked.extent(), checked.subject());
    }
    throw new AssertionError(expression);
  }

  private static IntExpression fold(IntExpression.Sum sum) {
    List<IntExpression> terms = new ArrayList<>();
    int constant = 0;
    for (IntExpression term : sum.terms()) {
      IntExpression folded = fold(term);
      for (IntExpression part :
          folded instanceof IntExpression.Sum inner ? inner.terms() : List.of(folded)) {
        if (part instanceof IntExpression.Constant c) {
          constant += c.value();
        } else {
          terms.add(part);
        }
      }
    }
    if (constant != 0 || terms.isEmpty()) {
      terms.add(constant(constant));
    }
    return terms.size() == 1 ? terms.get(0) : new IntExpression.Sum(terms);
  }

  private static IntExpression scale(IntExpression value, int factor) {
    if (factor == 0) {
      return constant(0);
    } else if (factor == 1) {
      return value;
    } else if (value instanceof IntExpression.Constant c) {
      return constant(c.value() * factor);
    } else if (value instanceof IntExpression.Product inner) {
      return scale(inner.value(), inner.factor() * factor);
    } else if (value instanceof IntExpression.Sum sum) {
      return new IntExpression.Sum(sum.terms().stream().map(term -> scale(term, factor)).toList());
    }
    return new IntExpression.Product(value, factor);
  }

  private static IntExpression constant(int value) {
    return new IntExpression.Constant(value);
  }
}
