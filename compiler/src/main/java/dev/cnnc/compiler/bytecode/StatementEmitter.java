package dev.cnnc.compiler.bytecode;

import dev.cnnc.compiler.bytecode.emit.Code;
import dev.cnnc.compiler.bytecode.emit.Kind;
import dev.cnnc.compiler.bytecode.emit.Local;
import dev.cnnc.compiler.loop.IntExpression;
import dev.cnnc.compiler.loop.Statement;
import java.util.List;
import org.objectweb.asm.Label;
import org.objectweb.asm.Opcodes;

/** Emits the statements of a kernel into one method. */
final class StatementEmitter {
  private final Code code;
  private final IntEmitter ints;
  private final FloatEmitter floats;
  private final Blocks blocks;

  /** How the statements between a pair of braces are emitted: in place, or as calls of methods. */
  interface Blocks {
    void emit(StatementEmitter emitter, Code code, List<Statement> statements);
  }

  /** All statements in place. */
  static final Blocks IN_PLACE = (emitter, code, statements) -> statements.forEach(emitter::emit);

  StatementEmitter(Code code, KernelBuffers buffers, int lanes, Blocks blocks) {
    this.code = code;
    this.ints = new IntEmitter(code, buffers);
    this.floats = new FloatEmitter(code, buffers, ints, lanes);
    this.blocks = blocks;
  }

  private StatementEmitter(StatementEmitter other, Blocks blocks) {
    this.code = other.code;
    this.ints = other.ints;
    this.floats = other.floats;
    this.blocks = blocks;
  }

  /** Emits into the same method; what is inside of loops and branches in another way. */
  StatementEmitter with(Blocks inner) {
    return blocks == inner ? this : new StatementEmitter(this, inner);
  }

  /** Emits statements in a scope of their own. */
  void block(List<Statement> statements) {
    int scope = code.enter();
    blocks.emit(this, code, statements);
    code.leave(scope);
  }

  void emit(Statement statement) {
    if (statement instanceof Statement.For loop) {
      emitFor(loop);
    } else if (statement instanceof Statement.Repeat loop) {
      emitRepeat(loop);
    } else if (statement instanceof Statement.RepeatExamples loop) {
      emitRepeat(IntExpression.Variable.BATCH, loop.body());
    } else if (statement instanceof Statement.RepeatTimes loop) {
      emitRepeat(loop.times(), loop.body());
    } else if (statement instanceof Statement.DefineInt define) {
      ints.emit(define.value());
      code.define(define.name(), Kind.INT);
    } else if (statement instanceof Statement.AssignInt assign) {
      ints.assign(ints.variable(assign.name(), Kind.INT), assign.value());
    } else if (statement instanceof Statement.DefineFloat define) {
      floats.emit(define.value());
      code.define(define.name(), floats.arithmetic(define.value().vector()).kind());
    } else if (statement instanceof Statement.AssignFloat assign) {
      Kind kind = floats.arithmetic(assign.value().vector()).kind();
      Local variable = ints.variable(assign.name(), kind);
      floats.emit(assign.value());
      code.store(variable);
    } else if (statement instanceof Statement.Store store) {
      floats.emitStore(store.buffer(), store.position(), store.value());
    } else if (statement instanceof Statement.StoreInt store) {
      ints.emitStore(store.buffer(), store.position(), store.value());
    } else if (statement instanceof Statement.If branch) {
      emitIf(branch);
    } else {
      throw new AssertionError(statement);
    }
  }

  private void emitFor(Statement.For loop) {
    IntExpression from = FoldPositions.fold(loop.from());
    IntExpression to = FoldPositions.fold(loop.to());
    boolean constant =
        from instanceof IntExpression.Constant && to instanceof IntExpression.Constant;
    if (constant
        && ((IntExpression.Constant) from).value() >= ((IntExpression.Constant) to).value()) {
      return;
    }
    int scope = code.enter();
    IntExpression bound = to;
    if (!(to instanceof IntExpression.Constant)) {
      // Once: the body may assign what the bound is made of.
      ints.emit(to);
      bound = new IntExpression.Variable(code.define(Code.HIDDEN + "to", Kind.INT).name());
    }
    ints.emit(from);
    Local variable = code.define(loop.variable(), Kind.INT);
    Label start = new Label();
    Label end = new Label();
    if (!constant) {
      code.load(variable);
      ints.emit(bound);
      code.jump(Opcodes.IF_ICMPGE, end);
    }
    code.place(start);
    block(loop.body());
    code.increment(variable, loop.step());
    code.load(variable);
    ints.emit(bound);
    code.jump(Opcodes.IF_ICMPLT, start);
    code.place(end);
    code.leave(scope);
  }

  /**
   *
   *
   * <pre>
   * long left = times;
   * do { … } while (--left > 0);
   * </pre>
   */
  private void emitRepeat(Statement.Repeat loop) {
    if (loop.times() == 1) {
      block(loop.body());
      return;
    }
    int scope = code.enter();
    code.constant((long) loop.times());
    emitCountdown(loop.body());
    code.leave(scope);
  }

  private void emitRepeat(IntExpression times, List<Statement> body) {
    int scope = code.enter();
    ints.emit(times);
    code.instruction(Opcodes.I2L);
    emitCountdown(body);
    code.leave(scope);
  }

  /** The body as many times as the {@code long} on the stack says, at least once. */
  private void emitCountdown(List<Statement> body) {
    Local left = code.define(Code.HIDDEN + "left", Kind.LONG);
    Label start = new Label();
    code.place(start);
    block(body);
    code.load(left);
    code.constant(1L);
    code.instruction(Opcodes.LSUB);
    code.instruction(Opcodes.DUP2);
    code.store(left);
    code.constant(0L);
    code.instruction(Opcodes.LCMP);
    code.jump(Opcodes.IFGT, start);
  }

  private void emitIf(Statement.If branch) {
    Label otherwise = new Label();
    Label end = new Label();
    ints.branchUnless(branch.condition(), otherwise);
    block(branch.then());
    if (branch.otherwise().isEmpty()) {
      code.place(otherwise);
    } else {
      code.jump(Opcodes.GOTO, end);
      code.place(otherwise);
      block(branch.otherwise());
      code.place(end);
    }
  }
}
