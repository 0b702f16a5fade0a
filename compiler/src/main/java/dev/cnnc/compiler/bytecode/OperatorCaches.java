package dev.cnnc.compiler.bytecode;

import dev.cnnc.compiler.bytecode.emit.ClassFile;
import dev.cnnc.compiler.bytecode.emit.Code;
import dev.cnnc.compiler.graph.ScalarFunction;
import dev.cnnc.compiler.loop.FloatExpression;
import dev.cnnc.compiler.loop.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.objectweb.asm.Opcodes;

/**
 * Emits a class that, when it is initialized, applies every function to a vector some hundred
 * times, in turn with the others; all programs of a network initialize it before they run a kernel.
 *
 * <p>The vector module looks each operation up in a cache, and asks a supplier only the first time
 * ({@code VectorOperators.ImplCache.find}). HotSpot compiles code in which all operations so far
 * came from one supplier on the assumption that this stays so. Each time it does not, a trap is
 * counted (reason {@code class_check}); the count is charged to each of the operations that a
 * kernel inlines; and when it comes to {@code PerMethodTrapLimit} (100, after 25 operations and 4
 * traps), HotSpot no longer relies on the class of vectors in the rest of the kernel, leaves calls
 * there and puts accumulators on the heap: the kernel is 2 to 10 times as slow, for good. With the
 * caches full no supplier is asked, and there are no traps.
 *
 * <p>The same happens where operations share a method of the module ({@code lanewiseTemplate}) and
 * HotSpot compiles it when it has seen only one of them: each other one traps. So every operation
 * comes again and again, until the profile that the compiled code relies on knows them all.
 */
final class OperatorCaches {
  private static final String FILL = "fill";
  private static final String REQUIRE = "require";

  /** A profile is kept from a method's 200th call on. */
  private static final int ROUNDS = 400;

  private OperatorCaches() {}

  /**
   * @param name of the class
   * @param lanes of its vectors
   */
  static ClassFile emit(String name, String sourceFileName, int lanes) {
    ClassFile file = new ClassFile(name, sourceFileName, List.of());
    file.method(
        Opcodes.ACC_PRIVATE | Opcodes.ACC_STATIC,
        FILL,
        "()V",
        0,
        code -> {
          KernelBuffers none = new KernelBuffers(FILL, List.of(), List.of());
          new StatementEmitter(code, none, lanes, StatementEmitter.IN_PLACE)
              .block(List.of(new Statement.Repeat(ROUNDS, statements())));
          code.instruction(Opcodes.RETURN);
        });
    file.method(
        Opcodes.ACC_STATIC,
        "<clinit>",
        "()V",
        0,
        code -> {
          code.invokeStatic(name, FILL, "()V");
          code.instruction(Opcodes.RETURN);
        });
    file.method(Opcodes.ACC_STATIC, REQUIRE, "()V", 0, code -> code.instruction(Opcodes.RETURN));
    return file;
  }

  /** Emits a call that returns when the class is initialized. */
  static void require(String name, Code code) {
    code.invokeStatic(name, REQUIRE, "()V");
  }

  private static List<Statement> statements() {
    FloatExpression zero = new FloatExpression.Broadcast(new FloatExpression.Constant(0));
    FloatExpression variable = new FloatExpression.Variable("zero", true);
    List<Statement> statements = new ArrayList<>();
    statements.add(new Statement.DefineFloat("zero", zero));
    statements.add(
        new Statement.DefineFloat(
            "fma", new FloatExpression.MultiplyAdd(variable, variable, variable)));
    for (ScalarFunction function : ScalarFunction.values()) {
      List<FloatExpression> arguments = Collections.nCopies(function.arity(), variable);
      statements.add(
          new Statement.DefineFloat(
              function.name(), new FloatExpression.Apply(function, arguments)));
    }
    for (ScalarFunction function : List.of(ScalarFunction.MAX, ScalarFunction.MIN)) {
      statements.add(
          new Statement.DefineFloat(
              function.name() + "_lanes", new FloatExpression.CombineLanes(function, variable)));
    }
    return statements;
  }
}
