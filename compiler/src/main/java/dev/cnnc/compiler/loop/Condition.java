package dev.cnnc.compiler.loop;

import java.util.List;

/** A test of whole numbers. */
public sealed interface Condition {
  /** {@code 0 <= value < extent} */
  record InRange(IntExpression value, int extent) implements Condition {}

  /** {@code value} is a multiple of {@code divisor}; the value may be negative. */
  record Divisible(IntExpression value, int divisor) implements Condition {}

  record And(Condition left, Condition right) implements Condition {}

  /** Whether each of some conditions holds, tested in order. */
  static Condition all(List<Condition> conditions) {
    Condition all = conditions.get(0);
    for (Condition condition : conditions.subList(1, conditions.size())) {
      all = new And(all, condition);
    }
    return all;
  }
}
