package dev.cnnc.compiler.loop;

/** A test of whole numbers. */
public sealed interface Condition {
  /** {@code 0 <= value < extent} */
  record InRange(IntExpression value, int extent) implements Condition {}

  /** {@code value} is a multiple of {@code divisor}; the value may be negative. */
  record Divisible(IntExpression value, int divisor) implements Condition {}

  record And(Condition left, Condition right) implements Condition {}
}
