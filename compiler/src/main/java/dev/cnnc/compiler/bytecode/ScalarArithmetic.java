package dev.cnnc.compiler.bytecode;

import dev.cnnc.compiler.bytecode.emit.Code;
import dev.cnnc.compiler.bytecode.emit.Kind;
import dev.cnnc.compiler.bytecode.emit.Local;
import dev.cnnc.compiler.graph.ScalarFunction;
import dev.cnnc.compiler.loop.FloatExpression;
import dev.cnnc.compiler.loop.IntExpression;
import java.util.List;
import org.objectweb.asm.Label;
import org.objectweb.asm.Opcodes;

/**
 * Single numbers: arithmetic in {@code float}; functions of the JDK in {@code double}, rounded
 * once. HotSpot computes those functions the same way whether it interprets or compiles.
 */
final class ScalarArithmetic implements Arithmetic {
  private final Code code;
  private final FloatEmitter floats;

  ScalarArithmetic(Code code, FloatEmitter floats) {
    this.code = code;
    this.floats = floats;
  }

  @Override
  public Kind kind() {
    return Kind.FLOAT;
  }

  @Override
  public void load(Local array, IntExpression position) {
    code.load(array);
    floats.emitPosition(position);
    code.instruction(Opcodes.FALOAD);
  }

  @Override
  public void store(Local array, IntExpression position, FloatExpression value) {
    code.load(array);
    floats.emitPosition(position);
    floats.emit(value);
    code.instruction(Opcodes.FASTORE);
  }

  /** Two operations: {@code Math.fma} is slow where the machine has no instruction for it. */
  @Override
  public void multiplyAdd(FloatExpression a, FloatExpression b, FloatExpression c) {
    floats.emit(a);
    floats.emit(b);
    code.instruction(Opcodes.FMUL);
    floats.emit(c);
    code.instruction(Opcodes.FADD);
  }

  @Override
  public void apply(ScalarFunction function, List<FloatExpression> a) {
    switch (function) {
      case ADD -> binary(Opcodes.FADD, a);
      case SUBTRACT -> binary(Opcodes.FSUB, a);
      case MULTIPLY -> binary(Opcodes.FMUL, a);
      case DIVIDE -> binary(Opcodes.FDIV, a);
      case NEGATE -> {
        floats.emit(a.get(0));
        code.instruction(Opcodes.FNEG);
      }
      case POWER -> {
        if (!WholePower.emit(code, floats, a.get(0), a.get(1))) {
          inDouble(a.get(0));
          inDouble(a.get(1));
          code.invokeStatic("java/lang/Math", "pow", "(DD)D");
          code.instruction(Opcodes.D2F);
        }
      }
      case REMAINDER -> remainder(a.get(0), a.get(1));
      case MAX -> floatFunction("max", "(FF)F", a);
      case MIN -> floatFunction("min", "(FF)F", a);
      case ABS -> floatFunction("abs", "(F)F", a);
      case SIGN -> floatFunction("signum", "(F)F", a);
      case EXP -> doubleFunction("exp", a.get(0));
      case LOG -> doubleFunction("log", a.get(0));
      case SQRT -> doubleFunction("sqrt", a.get(0));
      case TANH -> doubleFunction("tanh", a.get(0));
      case FLOOR -> doubleFunction("floor", a.get(0));
      case RSQRT -> {
        code.constant(1.0);
        inDouble(a.get(0));
        code.invokeStatic("java/lang/Math", "sqrt", "(D)D");
        code.instruction(Opcodes.DDIV);
        code.instruction(Opcodes.D2F);
      }
      case SIGMOID -> {
        // 1 / (1 + e^-x); where e^-x is infinite, the value is 0.
        code.constant(1.0);
        code.constant(1.0);
        inDouble(a.get(0));
        code.instruction(Opcodes.DNEG);
        code.invokeStatic("java/lang/Math", "exp", "(D)D");
        code.instruction(Opcodes.DADD);
        code.instruction(Opcodes.DDIV);
        code.instruction(Opcodes.D2F);
      }
      case ERF -> expand(a.get(0));
      case EQUAL, NOT_EQUAL, LESS, LESS_EQUAL, GREATER, GREATER_EQUAL, AND, OR, NOT ->
          select(
              FloatEmitter.apply(function, a.toArray(FloatExpression[]::new)),
              new FloatExpression.Constant(1),
              new FloatExpression.Constant(0));
      case SELECT -> select(a.get(0), a.get(1), a.get(2));
      case STOP_GRADIENT -> floats.emit(a.get(0));
    }
  }

  private void expand(FloatExpression argument) {
    int scope = code.enter();
    floats.emit(Expansions.erf(floats, floats.once(argument)));
    code.leave(scope);
  }

  private void binary(int opcode, List<FloatExpression> arguments) {
    arguments.forEach(floats::emit);
    code.instruction(opcode);
  }

  private void floatFunction(String name, String descriptor, List<FloatExpression> arguments) {
    arguments.forEach(floats::emit);
    code.invokeStatic("java/lang/Math", name, descriptor);
  }

  private void doubleFunction(String name, FloatExpression argument) {
    inDouble(argument);
    code.invokeStatic("java/lang/Math", name, "(D)D");
    code.instruction(Opcodes.D2F);
  }

  private void inDouble(FloatExpression argument) {
    floats.emit(argument);
    code.instruction(Opcodes.F2D);
  }

  /** {@code r = x % y} has the sign of x; where that is not the sign of y, {@code r + y}. */
  private void remainder(FloatExpression x, FloatExpression y) {
    int scope = code.enter();
    FloatExpression divisor = floats.once(y);
    floats.emit(x);
    floats.emit(divisor);
    code.instruction(Opcodes.FREM);
    FloatExpression r = floats.hold(false);
    FloatExpression zero = new FloatExpression.Constant(0);
    FloatExpression signsDiffer =
        FloatEmitter.apply(
            ScalarFunction.LESS,
            FloatEmitter.apply(
                ScalarFunction.MULTIPLY,
                FloatEmitter.apply(ScalarFunction.SIGN, r),
                FloatEmitter.apply(ScalarFunction.SIGN, divisor)),
            zero);
    select(signsDiffer, FloatEmitter.apply(ScalarFunction.ADD, r, divisor), r);
    code.leave(scope);
  }

  private void select(FloatExpression condition, FloatExpression then, FloatExpression otherwise) {
    Label elseLabel = new Label();
    Label end = new Label();
    branch(condition, false, elseLabel);
    floats.emit(then);
    code.jump(Opcodes.GOTO, end);
    code.place(elseLabel);
    floats.emit(otherwise);
    code.place(end);
  }

  /** Goes to the label if the condition is {@code wanted}, and on if it is not. */
  void branch(FloatExpression condition, boolean wanted, Label target) {
    if (condition instanceof FloatExpression.Apply apply) {
      List<FloatExpression> a = apply.arguments();
      // A comparison with NaN is false, but for != : the variant of fcmp that makes it so.
      switch (apply.function()) {
        case EQUAL -> compare(a, Opcodes.FCMPL, wanted ? Opcodes.IFEQ : Opcodes.IFNE, target);
        case NOT_EQUAL -> compare(a, Opcodes.FCMPL, wanted ? Opcodes.IFNE : Opcodes.IFEQ, target);
        case LESS -> compare(a, Opcodes.FCMPG, wanted ? Opcodes.IFLT : Opcodes.IFGE, target);
        case LESS_EQUAL -> compare(a, Opcodes.FCMPG, wanted ? Opcodes.IFLE : Opcodes.IFGT, target);
        case GREATER -> compare(a, Opcodes.FCMPL, wanted ? Opcodes.IFGT : Opcodes.IFLE, target);
        case GREATER_EQUAL ->
            compare(a, Opcodes.FCMPL, wanted ? Opcodes.IFGE : Opcodes.IFLT, target);
        case AND -> both(a, wanted, target);
        case OR -> either(a, wanted, target);
        case NOT -> branch(a.get(0), !wanted, target);
        case ADD,
            SUBTRACT,
            MULTIPLY,
            DIVIDE,
            NEGATE,
            POWER,
            REMAINDER,
            MAX,
            MIN,
            EXP,
            LOG,
            SQRT,
            RSQRT,
            ABS,
            SIGN,
            TANH,
            SIGMOID,
            ERF,
            FLOOR,
            SELECT,
            STOP_GRADIENT ->
            notZero(condition, wanted, target);
      }
    } else {
      notZero(condition, wanted, target);
    }
  }

  private void compare(List<FloatExpression> arguments, int comparison, int jump, Label target) {
    arguments.forEach(floats::emit);
    code.instruction(comparison);
    code.jump(jump, target);
  }

  private void notZero(FloatExpression value, boolean wanted, Label target) {
    compare(
        List.of(value, new FloatExpression.Constant(0)),
        Opcodes.FCMPL,
        wanted ? Opcodes.IFNE : Opcodes.IFEQ,
        target);
  }

  private void both(List<FloatExpression> conditions, boolean wanted, Label target) {
    if (wanted) {
      Label no = new Label();
      branch(conditions.get(0), false, no);
      branch(conditions.get(1), true, target);
      code.place(no);
    } else {
      branch(conditions.get(0), false, target);
      branch(conditions.get(1), false, target);
    }
  }

  private void either(List<FloatExpression> conditions, boolean wanted, Label target) {
    if (wanted) {
      branch(conditions.get(0), true, target);
      branch(conditions.get(1), true, target);
    } else {
      Label yes = new Label();
      branch(conditions.get(0), true, yes);
      branch(conditions.get(1), false, target);
      code.place(yes);
    }
  }
}
