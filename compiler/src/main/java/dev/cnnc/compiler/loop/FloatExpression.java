package dev.cnnc.compiler.loop;

import dev.cnnc.compiler.graph.ScalarFunction;
import java.util.List;

/**
 * Floating-point arithmetic of a kernel. Every expression is a vector of the kernel's lanes or a
 * single number; {@link #vector} says which. A kernel with one lane has single numbers only.
 */
public sealed interface FloatExpression {
  boolean vector();

  record Constant(float value) implements FloatExpression {
    @Override
    public boolean vector() {
      return false;
    }
  }

  /** A variable that {@link Statement.DefineFloat} introduced. */
  record Variable(String name, boolean vector) implements FloatExpression {}

  /** {@code buffer[position]}, or as many consecutive elements from there as there are lanes. */
  record Load(int buffer, IntExpression position, boolean vector) implements FloatExpression {}

  /** A single number in all lanes. */
  record Broadcast(FloatExpression value) implements FloatExpression {
    @Override
    public boolean vector() {
      return true;
    }
  }

  /** A whole number as {@code float}. */
  record FromInt(IntExpression value) implements FloatExpression {
    @Override
    public boolean vector() {
      return false;
    }
  }

  /** {@code 0, 1, 2, …} by lane. */
  record LaneNumbers() implements FloatExpression {
    @Override
    public boolean vector() {
      return true;
    }
  }

  /** A function of arguments that are all vectors or all single numbers. */
  record Apply(ScalarFunction function, List<FloatExpression> arguments)
      implements FloatExpression {
    public Apply {
      arguments = List.copyOf(arguments);
    }

    @Override
    public boolean vector() {
      return arguments.get(0).vector();
    }
  }

  /** {@code a·b + c}, rounded once in vector code, and after each operation in single numbers. */
  record MultiplyAdd(FloatExpression a, FloatExpression b, FloatExpression c)
      implements FloatExpression {
    @Override
    public boolean vector() {
      return c.vector();
    }
  }

  /**
   * The lanes of a vector combined to a single number by {@code ADD}, {@code MULTIPLY}, {@code MAX}
   * or {@code MIN}.
   */
  record CombineLanes(ScalarFunction function, FloatExpression value) implements FloatExpression {
    @Override
    public boolean vector() {
      return false;
    }
  }

  /**
   * A number in {@code [0, 1)} from the step's random state, the stream and the element's number.
   */
  record Uniform(int stream, IntExpression element) implements FloatExpression {
    @Override
    public boolean vector() {
      return false;
    }
  }
}
