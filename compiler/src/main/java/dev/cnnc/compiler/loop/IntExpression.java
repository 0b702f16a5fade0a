package dev.cnnc.compiler.loop;

import java.util.List;

/**
 * Whole-number arithmetic of a kernel: positions in arrays, loop bounds. All of it is {@code int}.
 */
public sealed interface IntExpression {
  record Constant(int value) implements IntExpression {}

  /**
   * A loop variable, or one that {@link Statement.DefineInt} introduced, or one of the kernel's
   * arguments.
   */
  record Variable(String name) implements IntExpression {
    /** The number of examples in the batch. */
    public static final Variable BATCH = new Variable("batch");

    /** The number of the task at hand; only the outermost loop of a kernel runs over tasks. */
    public static final Variable TASK = new Variable("task");
  }

  record Sum(List<IntExpression> terms) implements IntExpression {
    public Sum {
      terms = List.copyOf(terms);
    }
  }

  record Product(IntExpression value, int factor) implements IntExpression {}

  /** Rounded towards zero; operands are never negative. */
  record Quotient(IntExpression value, int divisor) implements IntExpression {}

  /** Operands are never negative. */
  record Remainder(IntExpression value, int divisor) implements IntExpression {}

  record Minimum(IntExpression left, IntExpression right) implements IntExpression {}

  record Maximum(IntExpression left, IntExpression right) implements IntExpression {}

  /** An element of an {@code i32} buffer. */
  record Load(int buffer, IntExpression position) implements IntExpression {}

  /**
   * {@code value}, which came from data, where {@code 0 <= value < extent}.
   *
   * @param subject what the value is, for the message of the {@link IndexOutOfBoundsException} that
   *     another value causes: {@code "label[] in conv2d_1.y"}; the message is {@code subject + " is
   *     " + value + ", expected 0 to " + (extent - 1)}
   */
  record Checked(IntExpression value, int extent, String subject) implements IntExpression {}
}
