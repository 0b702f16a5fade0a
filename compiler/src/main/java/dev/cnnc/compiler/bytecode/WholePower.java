package dev.cnnc.compiler.bytecode;

import dev.cnnc.compiler.bytecode.emit.Code;
import dev.cnnc.compiler.graph.ScalarFunction;
import dev.cnnc.compiler.loop.FloatExpression;

/** Powers with small whole exponents, by repeated squaring: {@code x⁵ = (x²)²·x}. */
final class WholePower {
  private static final int LARGEST = 8;

  private WholePower() {}

  /** Emits {@code base^exponent} and returns true if the exponent is such a constant. */
  static boolean emit(
      Code code, FloatEmitter floats, FloatExpression base, FloatExpression exponent) {
    FloatExpression constant =
        exponent instanceof FloatExpression.Broadcast b ? b.value() : exponent;
    if (!(constant instanceof FloatExpression.Constant c)
        || c.value() != Math.rint(c.value())
        || Math.abs(c.value()) > LARGEST) {
      return false;
    }
    int scope = code.enter();
    int n = (int) Math.abs(c.value());
    FloatExpression power = n == 0 ? one(base) : power(floats, floats.once(base), n);
    floats.emit(
        c.value() < 0 ? FloatEmitter.apply(ScalarFunction.DIVIDE, one(base), power) : power);
    code.leave(scope);
    return true;
  }

  private static FloatExpression power(FloatEmitter floats, FloatExpression base, int n) {
    FloatExpression power = base;
    for (int bit = Integer.highestOneBit(n) >> 1; bit > 0; bit >>= 1) {
      FloatExpression root = floats.once(power);
      power = FloatEmitter.apply(ScalarFunction.MULTIPLY, root, root);
      if ((n & bit) != 0) {
        power = FloatEmitter.apply(ScalarFunction.MULTIPLY, power, base);
      }
    }
    return power;
  }

  private static FloatExpression one(FloatExpression like) {
    FloatExpression one = new FloatExpression.Constant(1);
    return like.vector() ? new FloatExpression.Broadcast(one) : one;
  }
}
