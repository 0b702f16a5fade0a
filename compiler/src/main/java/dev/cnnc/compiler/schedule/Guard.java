package dev.cnnc.compiler.schedule;

import dev.cnnc.compiler.graph.Affine;
import dev.cnnc.compiler.loop.Condition;
import java.util.ArrayList;
import java.util.List;

/**
 * What must hold for a term to count: {@code 0 <= value < extent} and {@code divisor} divides it.
 */
record Guard(Affine value, int extent, int divisor) {
  /** Whether it holds where {@link #value} comes to a number. */
  boolean holds(int number) {
    return number >= 0 && number < extent && number % divisor == 0;
  }

  /** What tests it where {@link #value} comes to an expression. */
  List<Condition> conditions(Affine expression) {
    List<Condition> conditions = new ArrayList<>();
    conditions.add(new Condition.InRange(Ints.of(expression), extent));
    if (divisor > 1) {
      conditions.add(new Condition.Divisible(Ints.of(expression), divisor));
    }
    return conditions;
  }
}
