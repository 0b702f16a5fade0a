package dev.cnnc.compiler.bytecode;

import dev.cnnc.compiler.bytecode.emit.Code;
import dev.cnnc.compiler.bytecode.emit.Kind;
import dev.cnnc.compiler.bytecode.emit.Local;
import dev.cnnc.compiler.graph.ScalarFunction;
import dev.cnnc.compiler.loop.FloatExpression;
import dev.cnnc.compiler.loop.IntExpression;
import java.util.List;
import org.objectweb.asm.Opcodes;

/**
 * Emits floating-point arithmetic: single numbers through one back end, vectors through another.
 */
final class FloatEmitter {
  private final Code code;
  private final KernelBuffers buffers;
  private final IntEmitter ints;
  private final ScalarArithmetic single;
  private final VectorArithmetic vectors;
  private int temporaries;

  FloatEmitter(Code code, KernelBuffers buffers, IntEmitter ints, int lanes) {
    this.code = code;
    this.buffers = buffers;
    this.ints = ints;
    this.single = new ScalarArithmetic(code, this);
    this.vectors = new VectorArithmetic(code, this, lanes);
  }

  /** Leaves the value on the stack. */
  void emit(FloatExpression expression) {
    if (expression instanceof FloatExpression.Constant c) {
      code.constant(c.value());
    } else if (expression instanceof FloatExpression.Variable variable) {
      Kind kind = variable.vector() ? Kind.VECTOR : Kind.FLOAT;
      code.load(ints.variable(variable.name(), kind));
    } else if (expression instanceof FloatExpression.Load load) {
      emitLoad(load);
    } else if (expression instanceof FloatExpression.Broadcast broadcast) {
      vectors.broadcast(broadcast.value());
    } else if (expression instanceof FloatExpression.FromInt fromInt) {
      ints.emit(fromInt.value());
      code.instruction(Opcodes.I2F);
    } else if (expression instanceof FloatExpression.LaneNumbers) {
      vectors.laneNumbers();
    } else if (expression instanceof FloatExpression.Apply apply) {
      apply.arguments().forEach(argument -> check(argument, apply.vector()));
      arithmetic(apply.vector()).apply(apply.function(), apply.arguments());
    } else if (expression instanceof FloatExpression.MultiplyAdd m) {
      check(m.a(), m.vector());
      check(m.b(), m.vector());
      arithmetic(m.vector()).multiplyAdd(m.a(), m.b(), m.c());
    } else if (expression instanceof FloatExpression.CombineLanes combine) {
      check(combine.value(), true);
      vectors.combineLanes(combine.function(), combine.value());
    } else if (expression instanceof FloatExpression.Uniform uniform) {
      code.load(ints.variable(KernelEmitter.RANDOM, Kind.LONG));
      code.constant(uniform.stream());
      ints.emit(uniform.element());
      code.invokeStatic("dev/cnnc/runtime/program/Uniform", "next", "(JII)F");
    } else {
      throw new AssertionError(expression);
    }
  }

  private void emitLoad(FloatExpression.Load load) {
    if (!buffers.integers(load.buffer())) {
      arithmetic(load.vector()).load(buffers.local(load.buffer()), load.position());
    } else if (!load.vector()) {
      ints.emit(new IntExpression.Load(load.buffer(), load.position()));
      code.instruction(Opcodes.I2F);
    } else {
      throw new IllegalStateException(
          "internal error: kernel " + buffers.kernelName() + " loads a vector of integers");
    }
  }

  /** {@code buffer[position] = value}; a buffer of integers takes the whole part. */
  void emitStore(int buffer, IntExpression position, FloatExpression value) {
    Local array = buffers.local(buffer);
    if (!buffers.integers(buffer)) {
      arithmetic(value.vector()).store(array, position, value);
    } else {
      check(value, false);
      code.load(array);
      ints.emit(position);
      emit(value);
      code.instruction(Opcodes.F2I);
      code.instruction(Opcodes.IASTORE);
    }
  }

  void emitPosition(IntExpression position) {
    ints.emit(position);
  }

  Arithmetic arithmetic(boolean vector) {
    return vector ? vectors : single;
  }

  /**
   * The argument itself if it costs nothing to evaluate again, else a new variable that holds its
   * value. The variable is gone with the scope that the caller has entered.
   */
  FloatExpression once(FloatExpression value) {
    if (value instanceof FloatExpression.Variable || value instanceof FloatExpression.Constant) {
      return value;
    }
    emit(value);
    return hold(value.vector());
  }

  /** A new variable that takes the value on the stack. */
  FloatExpression hold(boolean vector) {
    String name = Code.HIDDEN + "t" + temporaries++;
    code.define(name, arithmetic(vector).kind());
    return new FloatExpression.Variable(name, vector);
  }

  private void check(FloatExpression expression, boolean vector) {
    if (expression.vector() != vector) {
      throw new IllegalStateException(
          "internal error: the loops of "
              + buffers.kernelName()
              + " use "
              + expression
              + " as a "
              + (vector ? "vector" : "single number"));
    }
  }

  /** {@code function(arguments)}, for expansions. */
  static FloatExpression apply(ScalarFunction function, FloatExpression... arguments) {
    return new FloatExpression.Apply(function, List.of(arguments));
  }
}
