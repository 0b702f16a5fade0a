package dev.cnnc.compiler.bytecode;

import dev.cnnc.compiler.bytecode.emit.ClassFile;
import dev.cnnc.compiler.bytecode.emit.Code;
import dev.cnnc.compiler.bytecode.emit.Kind;
import dev.cnnc.compiler.bytecode.emit.Local;
import dev.cnnc.compiler.loop.IntExpression;
import dev.cnnc.compiler.loop.Kernel;
import dev.cnnc.compiler.loop.KernelCode;
import dev.cnnc.compiler.loop.Statement;
import dev.cnnc.runtime.program.Buffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.objectweb.asm.Label;
import org.objectweb.asm.Opcodes;

/**
 * Emits one kernel: a method {@code name(arrays…, batch, random, from, to)} that runs tasks, which
 * calls {@code name(arrays…, batch, random, task)} that runs one. The second is a method of its own
 * because HotSpot compiles a method well after some hundred calls of it; one long call is compiled
 * in the middle of its loops, which leaves vectors on the heap.
 *
 * <p>Of vector code the loops that go from tile to tile are in that method, and the tiles are
 * {@link MicroKernels methods} {@code name$1}, {@code name$2}, …. A body that is too large for one
 * method is cut: stretches of statements become methods as well.
 *
 * <p>A kernel whose {@link KernelCode code} another one has, too, has the first method only, so
 * that stack traces name it; it calls the other's method for a task.
 */
final class KernelEmitter {
  /** The name of the parameter that random numbers derive from. */
  static final String RANDOM = "random";

  /** The size in bytes that parts of a body that must be cut are given. */
  private static final int AIM = 2_000;

  /** A body up to this size is one method. */
  private static final int MOST = 7_500;

  /** Statements smaller than this are not worth a call. */
  private static final int FEW = 60;

  private final ClassFile file;
  private final Kernel kernel;
  private final KernelBuffers buffers;
  private final int line;
  private final StatementEmitter.Blocks inParts = this::emitParts;
  private int parts;
  private int bytes;

  /** What kernels have in common that can share a method for a task: code, and types of arrays. */
  record Task(KernelCode code, String descriptor) {}

  /** A method that runs one task: of this kernel, or of another with the same code. */
  record TaskMethod(String owner, String name) {}

  /**
   * @param program all buffers of the program
   * @param line the script's line; 0 for none
   */
  KernelEmitter(ClassFile file, Kernel kernel, List<Buffer> program, int line) {
    this.file = file;
    this.kernel = kernel;
    this.buffers = new KernelBuffers(kernel.name(), kernel.used(), program);
    this.line = line;
  }

  String name() {
    return kernel.name();
  }

  /** The type of the method that runs tasks. */
  String descriptor() {
    return "(" + buffers.descriptor() + "IJII)V";
  }

  /** The buffers whose arrays the method that runs tasks takes, in its order. */
  List<Integer> arrays() {
    return kernel.used();
  }

  /** The size in bytes of the code emitted so far. */
  int bytes() {
    return bytes;
  }

  /** Emits the method that runs tasks. */
  void emitTasks(TaskMethod task) {
    method(kernel.name(), descriptor(), code -> emitTasks(code, task));
  }

  Task task() {
    return new Task(kernel.code(), taskDescriptor());
  }

  /** The method that {@link #emitTask} makes. */
  TaskMethod taskMethod() {
    return new TaskMethod(file.name(), kernel.name());
  }

  /** Emits the method that runs one task, and those that it is cut into. */
  void emitTask() {
    method(
        kernel.name(),
        taskDescriptor(),
        code -> {
          declareShared(code);
          code.parameter(IntExpression.Variable.TASK.name(), Kind.INT);
          emitBody(code);
          code.instruction(Opcodes.RETURN);
        });
  }

  /** Vectors are in methods of their own, apart from the loops that go from tile to tile. */
  private void emitBody(Code code) {
    if (kernel.lanes() > 1 && MicroKernels.outside(kernel.body())) {
      new StatementEmitter(code, buffers, kernel.lanes(), this::emitNest).block(kernel.body());
    } else {
      emitter(code).block(kernel.body());
    }
  }

  private void emitNest(StatementEmitter emitter, Code code, List<Statement> statements) {
    if (!MicroKernels.outside(statements)) {
      call(code, statements);
      return;
    }
    for (Statement statement : statements) {
      if (MicroKernels.whole(statement)) {
        call(code, List.of(statement));
      } else {
        emitter.emit(statement);
      }
    }
  }

  private String taskDescriptor() {
    return "(" + buffers.descriptor() + "IJI)V";
  }

  private void method(String name, String descriptor, ClassFile.Body body) {
    bytes += file.method(Opcodes.ACC_STATIC | Opcodes.ACC_FINAL, name, descriptor, line, body);
  }

  private void declareShared(Code code) {
    buffers.declare(code);
    code.parameter(IntExpression.Variable.BATCH.name(), Kind.INT);
    code.parameter(RANDOM, Kind.LONG);
  }

  /** {@code for (task = from; task < to; task++) method(…, task)} */
  private void emitTasks(Code code, TaskMethod method) {
    declareShared(code);
    Local task = code.parameter(IntExpression.Variable.TASK.name(), Kind.INT);
    Local to = code.parameter("to", Kind.INT);
    Label start = new Label();
    Label end = new Label();
    code.place(start);
    code.load(task);
    code.load(to);
    code.jump(Opcodes.IF_ICMPGE, end);
    loadShared(code);
    code.load(task);
    code.invokeStatic(method.owner(), method.name(), taskDescriptor());
    code.increment(task, 1);
    code.jump(Opcodes.GOTO, start);
    code.place(end);
    code.instruction(Opcodes.RETURN);
  }

  private void loadShared(Code code) {
    buffers.load(code);
    code.load(variable(code, IntExpression.Variable.BATCH.name()));
    code.load(variable(code, RANDOM));
  }

  private static Local variable(Code code, String name) {
    return code.find(name).orElseThrow();
  }

  private StatementEmitter emitter(Code code) {
    return new StatementEmitter(code, buffers, kernel.lanes(), this::emitBlock);
  }

  private int size(Code code, List<Statement> statements) {
    return code.measure(
        dry ->
            new StatementEmitter(dry, buffers, kernel.lanes(), StatementEmitter.IN_PLACE)
                .block(statements));
  }

  private void emitBlock(StatementEmitter emitter, Code code, List<Statement> statements) {
    if (size(code, statements) <= MOST) {
      statements.forEach(emitter.with(StatementEmitter.IN_PLACE)::emit);
    } else {
      emitParts(emitter.with(inParts), code, statements);
    }
  }

  /**
   * Where what is around them is too large for a method, blocks are cut that would fit one: two of
   * them, as the branches of a condition are, might not.
   */
  private void emitParts(StatementEmitter emitter, Code code, List<Statement> statements) {
    Deque<List<Statement>> pending = new ArrayDeque<>(split(code, statements));
    while (!pending.isEmpty()) {
      List<Statement> stretch = pending.pop();
      int size = size(code, stretch);
      int definitions = leadingDefinitions(stretch);
      if (size >= FEW && size <= MOST && SplitBlocks.closed(stretch)) {
        call(code, stretch);
      } else if (size < FEW || definitions == 0) {
        stretch.forEach(emitter::emit);
      } else {
        // What the definitions introduce, parts of the rest take as parameters.
        stretch.subList(0, definitions).forEach(emitter::emit);
        List<List<Statement>> rest = split(code, stretch.subList(definitions, stretch.size()));
        for (int r = rest.size() - 1; r >= 0; r--) {
          pending.push(rest.get(r));
        }
      }
    }
  }

  private List<List<Statement>> split(Code code, List<Statement> statements) {
    return SplitBlocks.split(statements, AIM, s -> size(code, s));
  }

  private static int leadingDefinitions(List<Statement> statements) {
    int count = 0;
    while (count < statements.size()
        && (statements.get(count) instanceof Statement.DefineInt
            || statements.get(count) instanceof Statement.DefineFloat)) {
      count++;
    }
    return count;
  }

  /** Makes a method of the statements, and calls it. */
  private void call(Code code, List<Statement> statements) {
    List<Local> captured = new ArrayList<>();
    for (String name : VariableUse.of(statements).used()) {
      code.find(name)
          .filter(local -> !name.equals(IntExpression.Variable.BATCH.name()))
          .ifPresent(captured::add);
    }
    StringBuilder descriptor = new StringBuilder("(" + buffers.descriptor() + "IJ");
    captured.forEach(local -> descriptor.append(local.kind().descriptor()));
    String name = kernel.name() + "$" + ++parts;
    loadShared(code);
    captured.forEach(code::load);
    code.invokeStatic(file.name(), name, descriptor + ")V");
    method(
        name,
        descriptor + ")V",
        part -> {
          declareShared(part);
          captured.forEach(local -> part.parameter(local.name(), local.kind()));
          emitter(part).block(statements);
          part.instruction(Opcodes.RETURN);
        });
  }
}
