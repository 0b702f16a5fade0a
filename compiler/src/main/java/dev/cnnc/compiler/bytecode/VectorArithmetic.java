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
 * Vectors, through {@code jdk.incubator.vector}.
 *
 * <p>Only operations that give the same bits on every machine, in every JDK, and interpreted or
 * compiled are used: a training run must not depend on when HotSpot compiles a kernel. This rules
 * out the module's own {@code EXP}, {@code LOG}, {@code TANH} and {@code POW}, and its sum of
 * lanes, whose order is left open; {@link Expansions} are made of arithmetic instead.
 */
final class VectorArithmetic implements Arithmetic {
  private final Code code;
  private final FloatEmitter floats;
  private final VectorCalls calls;
  private final int lanes;

  VectorArithmetic(Code code, FloatEmitter floats, int lanes) {
    this.code = code;
    this.floats = floats;
    this.calls = new VectorCalls(code, lanes);
    this.lanes = lanes;
  }

  @Override
  public Kind kind() {
    return Kind.VECTOR;
  }

  @Override
  public void load(Local array, IntExpression position) {
    calls.species();
    code.load(array);
    floats.emitPosition(position);
    calls.fromArray();
  }

  @Override
  public void store(Local array, IntExpression position, FloatExpression value) {
    floats.emit(value);
    code.load(array);
    floats.emitPosition(position);
    calls.intoArray();
  }

  void broadcast(FloatExpression value) {
    calls.species();
    floats.emit(value);
    calls.broadcast();
  }

  void laneNumbers() {
    broadcast(new FloatExpression.Constant(0));
    code.constant(1);
    calls.addIndex();
  }

  @Override
  public void multiplyAdd(FloatExpression a, FloatExpression b, FloatExpression c) {
    floats.emit(a);
    floats.emit(b);
    floats.emit(c);
    calls.fma();
  }

  @Override
  public void apply(ScalarFunction function, List<FloatExpression> a) {
    switch (function) {
      case ADD -> binary("add", a);
      case SUBTRACT -> binary("sub", a);
      case MULTIPLY -> binary("mul", a);
      case DIVIDE -> binary("div", a);
      case MAX -> binary("max", a);
      case MIN -> binary("min", a);
      case NEGATE -> unary("neg", a.get(0));
      case ABS -> unary("abs", a.get(0));
      case SQRT -> unary("sqrt", a.get(0));
      case RSQRT -> {
        broadcast(new FloatExpression.Constant(1));
        unary("sqrt", a.get(0));
        calls.binary("div");
      }
      case EXP -> expand(Expansions::exp, a.get(0));
      case LOG -> expand(Expansions::log, a.get(0));
      case TANH -> expand(Expansions::tanh, a.get(0));
      case SIGMOID -> expand(Expansions::sigmoid, a.get(0));
      case ERF -> expand(Expansions::erf, a.get(0));
      case FLOOR -> expand(Expansions::floor, a.get(0));
      case SIGN -> expand(Expansions::sign, a.get(0));
      case POWER -> {
        if (!WholePower.emit(code, floats, a.get(0), a.get(1))) {
          laneByLane(function, a);
        }
      }
      case REMAINDER -> laneByLane(function, a);
      case EQUAL, NOT_EQUAL, LESS, LESS_EQUAL, GREATER, GREATER_EQUAL, AND, OR, NOT -> {
        broadcast(new FloatExpression.Constant(0));
        broadcast(new FloatExpression.Constant(1));
        mask(FloatEmitter.apply(function, a.toArray(FloatExpression[]::new)));
        calls.blend();
      }
      case SELECT -> {
        floats.emit(a.get(2));
        floats.emit(a.get(1));
        mask(a.get(0));
        calls.blend();
      }
      case STOP_GRADIENT -> floats.emit(a.get(0));
    }
  }

  /** Leaves a mask on the stack: the lanes where the condition, a vector, is not 0. */
  private void mask(FloatExpression condition) {
    if (condition instanceof FloatExpression.Apply apply) {
      List<FloatExpression> a = apply.arguments();
      switch (apply.function()) {
        case EQUAL -> compare("EQ", a.get(0), a.get(1));
        case NOT_EQUAL -> compare("NE", a.get(0), a.get(1));
        case LESS -> compare("LT", a.get(0), a.get(1));
        case LESS_EQUAL -> compare("LE", a.get(0), a.get(1));
        case GREATER -> compare("GT", a.get(0), a.get(1));
        case GREATER_EQUAL -> compare("GE", a.get(0), a.get(1));
        case AND -> {
          mask(a.get(0));
          mask(a.get(1));
          calls.combineMasks("and");
        }
        case OR -> {
          mask(a.get(0));
          mask(a.get(1));
          calls.combineMasks("or");
        }
        case NOT -> {
          mask(a.get(0));
          calls.invertMask();
        }
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
            notZero(condition);
      }
    } else {
      notZero(condition);
    }
  }

  private void notZero(FloatExpression value) {
    compare("NE", value, new FloatExpression.Broadcast(new FloatExpression.Constant(0)));
  }

  private void compare(String comparison, FloatExpression left, FloatExpression right) {
    floats.emit(left);
    calls.comparison(comparison);
    floats.emit(right);
    calls.compare();
  }

  private void unary(String name, FloatExpression argument) {
    floats.emit(argument);
    calls.unary(name);
  }

  private void binary(String name, List<FloatExpression> arguments) {
    arguments.forEach(floats::emit);
    calls.binary(name);
  }

  /** What a function is made of; may define variables. */
  private interface Expansion {
    FloatExpression of(FloatEmitter floats, VectorCalls calls, FloatExpression argument);
  }

  private void expand(Expansion expansion, FloatExpression argument) {
    int scope = code.enter();
    floats.emit(expansion.of(floats, calls, floats.once(argument)));
    code.leave(scope);
  }

  /** The function of single numbers, for each lane in turn. */
  private void laneByLane(ScalarFunction function, List<FloatExpression> arguments) {
    int scope = code.enter();
    List<FloatExpression> vectors = arguments.stream().map(floats::once).toList();
    floats.emit(vectors.get(0));
    for (int lane = 0; lane < lanes; lane++) {
      code.constant(lane);
      int turn = code.enter();
      FloatExpression[] numbers = new FloatExpression[vectors.size()];
      for (int i = 0; i < numbers.length; i++) {
        floats.emit(vectors.get(i));
        code.constant(lane);
        calls.lane();
        numbers[i] = floats.hold(false);
      }
      floats.emit(FloatEmitter.apply(function, numbers));
      code.leave(turn);
      calls.withLane();
    }
    code.leave(scope);
  }

  /**
   * Combines neighbours, then pairs, and so on. The largest and the smallest lane do not depend on
   * the order, so the module's own reductions serve.
   */
  void combineLanes(ScalarFunction function, FloatExpression vector) {
    switch (function) {
      case MAX -> reduceLanes("MAX", vector);
      case MIN -> reduceLanes("MIN", vector);
      case ADD -> combinePairs(Opcodes.FADD, vector);
      case MULTIPLY -> combinePairs(Opcodes.FMUL, vector);
      default ->
          throw new IllegalStateException(
              "internal error: the lanes of a vector cannot be combined by " + function);
    }
  }

  private void reduceLanes(String operator, FloatExpression vector) {
    floats.emit(vector);
    calls.reduceLanes(operator);
  }

  private void combinePairs(int opcode, FloatExpression vector) {
    int scope = code.enter();
    boolean inMemory = vector instanceof FloatExpression.Load;
    combineRange(opcode, inMemory ? vector : floats.once(vector), 0, lanes);
    code.leave(scope);
  }

  private void combineRange(int opcode, FloatExpression vector, int from, int to) {
    if (to - from == 1 && vector instanceof FloatExpression.Load load) {
      // Cheaper than to take lanes out of a vector.
      IntExpression position = FoldPositions.fold(plus(load.position(), from));
      floats.emit(new FloatExpression.Load(load.buffer(), position, false));
    } else if (to - from == 1) {
      floats.emit(vector);
      code.constant(from);
      calls.lane();
    } else {
      int middle = (from + to) >>> 1;
      combineRange(opcode, vector, from, middle);
      combineRange(opcode, vector, middle, to);
      code.instruction(opcode);
    }
  }

  private static IntExpression plus(IntExpression position, int lane) {
    return new IntExpression.Sum(List.of(position, new IntExpression.Constant(lane)));
  }
}
