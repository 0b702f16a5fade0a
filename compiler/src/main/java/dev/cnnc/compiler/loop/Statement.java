package dev.cnnc.compiler.loop;

import java.util.List;

/** A statement of a kernel. */
public sealed interface Statement {
  /**
   * {@code for (variable = from; variable < to; variable += step)}. The bounds may depend on outer
   * variables; the loop may run zero times only if its bounds are not constant.
   */
  record For(String variable, IntExpression from, IntExpression to, int step, List<Statement> body)
      implements Statement {
    public For {
      body = List.copyOf(body);
    }
  }

  /**
   * Runs the body {@code times} times, at least once, with a hidden {@code long} counter that runs
   * down: HotSpot then leaves the loop as it is. The body advances its positions itself. This is
   * the form of every innermost loop of a micro-kernel.
   */
  record Repeat(int times, List<Statement> body) implements Statement {
    public Repeat {
      body = List.copyOf(body);
      if (times < 1) {
        throw new IllegalArgumentException("a loop of " + times + " turns");
      }
    }
  }

  /**
   * As {@link Repeat}, as many times as the batch has examples: reductions over the batch with
   * their accumulators in registers. A batch is never empty.
   */
  record RepeatExamples(List<Statement> body) implements Statement {
    public RepeatExamples {
      body = List.copyOf(body);
    }
  }

  /**
   * As {@link Repeat}, as many times as is known only when the loop begins: at least once, which is
   * for who makes the loop to see to.
   */
  record RepeatTimes(IntExpression times, List<Statement> body) implements Statement {
    public RepeatTimes {
      body = List.copyOf(body);
    }
  }

  record DefineInt(String name, IntExpression value) implements Statement {}

  record AssignInt(String name, IntExpression value) implements Statement {}

  /** Introduces a variable; whether it is a vector follows from the value. */
  record DefineFloat(String name, FloatExpression value) implements Statement {}

  record AssignFloat(String name, FloatExpression value) implements Statement {}

  /** {@code buffer[position] = value}: one element, or as many as there are lanes. */
  record Store(int buffer, IntExpression position, FloatExpression value) implements Statement {}

  /** {@code buffer[position] = value} in an {@code i32} buffer. */
  record StoreInt(int buffer, IntExpression position, IntExpression value) implements Statement {}

  record If(Condition condition, List<Statement> then, List<Statement> otherwise)
      implements Statement {
    public If {
      then = List.copyOf(then);
      otherwise = List.copyOf(otherwise);
    }
  }
}
