package dev.cnnc.compiler.schedule;

import dev.cnnc.compiler.graph.Affine;
import dev.cnnc.compiler.loop.IntExpression;
import java.util.ArrayList;
import java.util.List;

/** Builds expressions of whole numbers, without what would do nothing. */
final class Ints {
  private Ints() {}

  static IntExpression constant(int value) {
    return new IntExpression.Constant(value);
  }

  static IntExpression variable(String name) {
    return name.equals("batch") ? IntExpression.Variable.BATCH : new IntExpression.Variable(name);
  }

  static IntExpression plus(IntExpression value, int constant) {
    return constant == 0 ? value : new IntExpression.Sum(List.of(value, constant(constant)));
  }

  static IntExpression times(IntExpression value, int factor) {
    return factor == 1 ? value : new IntExpression.Product(value, factor);
  }

  static IntExpression quotient(IntExpression value, int divisor) {
    return divisor == 1 ? value : new IntExpression.Quotient(value, divisor);
  }

  static IntExpression remainder(IntExpression value, int divisor) {
    return divisor == 1 ? constant(0) : new IntExpression.Remainder(value, divisor);
  }

  /** Each index as a variable of its name. */
  static IntExpression of(Affine expression) {
    List<IntExpression> terms = new ArrayList<>();
    expression.forEach((index, factor) -> terms.add(times(variable(index), factor)));
    if (expression.constant() != 0 || terms.isEmpty()) {
      terms.add(constant(expression.constant()));
    }
    return terms.size() == 1 ? terms.get(0) : new IntExpression.Sum(terms);
  }

  /** How many examples a batch has, or how many groups of interleaved ones, the last filled up. */
  static IntExpression examples(int interleaved) {
    IntExpression batch = IntExpression.Variable.BATCH;
    return interleaved == 1 ? batch : quotient(plus(batch, interleaved - 1), interleaved);
  }
}
