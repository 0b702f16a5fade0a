package dev.cnnc.compiler.bytecode;

import dev.cnnc.compiler.bytecode.emit.Kind;
import dev.cnnc.compiler.bytecode.emit.Local;
import dev.cnnc.compiler.graph.ScalarFunction;
import dev.cnnc.compiler.loop.FloatExpression;
import dev.cnnc.compiler.loop.IntExpression;
import java.util.List;

/**
 * The instructions of one back end: of single numbers, or of vectors. Each method but {@link
 * #store} leaves one value of {@link #kind} on the stack.
 */
interface Arithmetic {
  Kind kind();

  void load(Local array, IntExpression position);

  /** Writes the value to the array; leaves nothing on the stack. */
  void store(Local array, IntExpression position, FloatExpression value);

  /** {@code a·b + c} */
  void multiplyAdd(FloatExpression a, FloatExpression b, FloatExpression c);

  void apply(ScalarFunction function, List<FloatExpression> arguments);
}
