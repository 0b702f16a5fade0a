package dev.cnnc.compiler.bytecode;

import dev.cnnc.compiler.bytecode.emit.ClassFile;
import dev.cnnc.compiler.bytecode.emit.Code;
import dev.cnnc.runtime.program.Buffer;
import dev.cnnc.runtime.program.Initializer;
import dev.cnnc.runtime.program.Phase;
import dev.cnnc.runtime.program.Program;
import dev.cnnc.runtime.program.Role;
import dev.cnnc.runtime.program.Step;
import dev.cnnc.runtime.program.Update;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.objectweb.asm.Opcodes;

/**
 * Emits the constant {@code PROGRAM} of a class and the calls of {@link
 * dev.cnnc.runtime.program.ProgramBuilder} that make it, in methods of bounded size.
 */
final class ProgramEmitter {
  private static final String BUILDER = "dev/cnnc/runtime/program/ProgramBuilder";
  private static final String BUILDER_TYPE = "L" + BUILDER + ";";
  private static final String PROGRAM_TYPE = "Ldev/cnnc/runtime/program/Program;";
  private static final int CALLS_PER_METHOD = 20;

  private final ClassFile file;

  ProgramEmitter(ClassFile file) {
    this.file = file;
  }

  void emit(Program program) {
    file.field(
        Opcodes.ACC_PRIVATE | Opcodes.ACC_STATIC | Opcodes.ACC_FINAL, "PROGRAM", PROGRAM_TYPE);
    List<Consumer<Code>> calls = calls(program);
    int methods = (calls.size() + CALLS_PER_METHOD - 1) / CALLS_PER_METHOD;
    for (int m = 0; m < methods; m++) {
      int from = m * CALLS_PER_METHOD;
      emitPart(m, calls.subList(from, Math.min(from + CALLS_PER_METHOD, calls.size())));
    }
    file.method(
        Opcodes.ACC_STATIC,
        "<clinit>",
        "()V",
        0,
        code -> {
          code.instruction(Opcodes.NEW, BUILDER);
          code.instruction(Opcodes.DUP);
          code.constant(program.name());
          code.invoke(Opcodes.INVOKESPECIAL, BUILDER, "<init>", "(Ljava/lang/String;)V");
          for (int m = 0; m < methods; m++) {
            code.invokeStatic(file.name(), part(m), "(" + BUILDER_TYPE + ")" + BUILDER_TYPE);
          }
          code.invokeVirtual(BUILDER, "build", "()" + PROGRAM_TYPE);
          code.putStatic(file.name(), "PROGRAM", PROGRAM_TYPE);
          code.instruction(Opcodes.RETURN);
        });
    file.method(
        Opcodes.ACC_PUBLIC,
        "program",
        "()" + PROGRAM_TYPE,
        0,
        code -> {
          code.getStatic(file.name(), "PROGRAM", PROGRAM_TYPE);
          code.instruction(Opcodes.ARETURN);
        });
  }

  private static String part(int number) {
    return "program$" + (number + 1);
  }

  private void emitPart(int number, List<Consumer<Code>> calls) {
    file.method(
        Opcodes.ACC_PRIVATE | Opcodes.ACC_STATIC,
        part(number),
        "(" + BUILDER_TYPE + ")" + BUILDER_TYPE,
        0,
        code -> {
          code.instruction(Opcodes.ALOAD, 0);
          calls.forEach(call -> call.accept(code));
          code.instruction(Opcodes.ARETURN);
        });
  }

  /** Each takes the builder from the stack and leaves it there. */
  private static List<Consumer<Code>> calls(Program program) {
    List<Consumer<Code>> calls = new ArrayList<>();
    for (int number = 0; number < program.buffers().size(); number++) {
      Buffer buffer = program.buffers().get(number);
      int array = program.arrays().get(number);
      calls.add(code -> buffer(code, buffer));
      if (array != number) {
        calls.add(
            code -> {
              code.constant(array);
              call(code, "array", "I");
            });
      }
      buffer.initializer().ifPresent(initializer -> calls.add(code -> set(code, initializer)));
    }
    for (Step step : program.steps()) {
      calls.add(code -> step(code, step));
    }
    for (Map.Entry<String, Integer> output : program.outputs().entrySet()) {
      calls.add(
          code -> {
            code.constant(output.getKey());
            code.constant(output.getValue());
            call(code, "output", "Ljava/lang/String;I");
          });
    }
    for (Update update : program.updates()) {
      calls.add(
          code -> {
            code.constant(update.target());
            code.constant(update.source());
            code.constant(update.rows());
            call(code, "update", "III");
          });
    }
    return calls;
  }

  private static void buffer(Code code, Buffer buffer) {
    code.constant(buffer.name());
    code.constant(buffer.role());
    code.constant(buffer.integers());
    code.constant(buffer.batched());
    code.constant(array(buffer.layout().shape()));
    code.constant(array(buffer.layout().strides()));
    code.constant(buffer.layout().offset());
    code.constant(buffer.layout().length());
    code.constant(buffer.layout().interleaved());
    call(code, "buffer", "Ljava/lang/String;" + type(Role.class) + "ZZ[I[IIII");
  }

  private static void set(Code code, Initializer initializer) {
    code.constant(initializer.name());
    call(code, "initializer", "Ljava/lang/String;");
    initializer
        .arguments()
        .forEach(
            (name, value) -> {
              code.constant(name);
              code.constant(value.doubleValue());
              call(code, "argument", "Ljava/lang/String;D");
            });
  }

  private static void step(Code code, Step step) {
    code.constant(step.name());
    code.constant(step.kernel());
    code.constant(step.phase());
    code.constant(step.tasksPerExample());
    code.constant(step.fixedTasks());
    code.constant(step.examplesPerTask());
    code.constant(step.rows());
    code.constant(step.grain());
    call(code, "step", "Ljava/lang/String;I" + type(Phase.class) + "IIIII");
  }

  private static void call(Code code, String name, String arguments) {
    code.invokeVirtual(BUILDER, name, "(" + arguments + ")" + BUILDER_TYPE);
  }

  private static String type(Class<?> type) {
    return "L" + type.getName().replace('.', '/') + ";";
  }

  private static int[] array(List<Integer> values) {
    return values.stream().mapToInt(Integer::intValue).toArray();
  }
}
