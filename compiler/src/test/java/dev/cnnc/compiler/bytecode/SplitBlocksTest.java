package dev.cnnc.compiler.bytecode;

import static dev.cnnc.compiler.bytecode.Loops.*;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cnnc.compiler.graph.Origin;
import dev.cnnc.compiler.graph.ScalarFunction;
import dev.cnnc.compiler.loop.Condition;
import dev.cnnc.compiler.loop.Kernel;
import dev.cnnc.compiler.loop.LoopProgram;
import dev.cnnc.compiler.loop.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.tree.ClassNode;

class SplitBlocksTest {
  /** {@code base = 2; x = 0.5; for j: at = base·j; (many times) out[at + k] = k·x + in[at + k]} */
  private static LoopProgram large(int stores) {
    List<Statement> inner = new ArrayList<>(List.of(let("at", times(i("j"), stores))));
    for (int k = 0; k < stores; k++) {
      inner.add(let("y" + k, fma(f(k), single("x"), load(1, plus(i("at"), i(k)), false))));
      inner.add(set("y" + k, apply(ScalarFunction.ADD, single("y" + k), f(1))));
      inner.add(store(0, plus(i("at"), i(k)), single("y" + k)));
    }
    List<Statement> body = List.of(let("x", f(0.5)), new Statement.For("j", i(0), i(2), 1, inner));
    return program(
        1,
        List.of(floats("out", 2 * stores), floats("in", 2 * stores)),
        kernel("large", 1, 2, body));
  }

  @Property(tries = 8, edgeCases = EdgeCasesMode.NONE)
  void largeKernelsAreCutIntoMethodsThatHotSpotCompiles(
      @ForAll @IntRange(min = 10, max = 1500) int stores) {
    LoopProgram program = large(stores);
    float[] out = new float[2 * stores];
    float[] in = new float[2 * stores];
    for (int j = 0; j < in.length; j++) {
      in[j] = j % 17;
    }
    Generated.run(program, 1, 0, out, in);
    for (int j = 0; j < out.length; j++) {
      assertEquals(j % stores * 0.5f + in[j] + 1, out[j]);
    }
    Map<String, Integer> methods = methods(Generated.generate(program));
    // About 33 bytes for each store: 7,500 bytes are one method, more are several.
    if (stores < 200 || stores > 260) {
      assertEquals(stores > 260, methods.containsKey("large$2"), methods::toString);
    }
  }

  private static Map<String, Integer> methods(GeneratedModel model) {
    Map<String, Integer> sizes = new HashMap<>();
    ClassNode node = new ClassNode();
    new ClassReader(model.classes().get("test.Net$ScalarInference")).accept(node, 0);
    node.methods.forEach(method -> sizes.put(method.name, method.instructions.size()));
    return sizes;
  }

  /** As tiles have them that do not divide their axis: whole ones, and what is left over. */
  @Property(tries = 8, edgeCases = EdgeCasesMode.NONE)
  void twoBlocksThatFitAMethodEachNeedNotFitOneTogether(
      @ForAll @IntRange(min = 100, max = 600) int terms) {
    Condition first = new Condition.InRange(TASK, 1);
    Statement branch = new Statement.If(first, sum(terms, 0), sum(terms, 1));
    Kernel kernel = kernel("halves", Origin.NONE, 1, 2, 2, List.of(branch));
    float[] in = new float[terms];
    Arrays.fill(in, 1);
    float[] out = new float[2];
    Generated.run(
        program(1, List.of(floats("in", terms), floats("out", 2)), kernel), 1, 0, in, out);
    assertArrayEquals(new float[] {terms, terms}, out);
  }

  /** {@code x = 0; x = x + in[0]; x = x + in[1]; …; out[position] = x}, which cannot be cut. */
  private static List<Statement> sum(int terms, int position) {
    List<Statement> body = new ArrayList<>(List.of(let("x", f(0))));
    for (int k = 0; k < terms; k++) {
      body.add(set("x", apply(ScalarFunction.ADD, single("x"), load(0, i(k), false))));
    }
    body.add(store(1, i(position), single("x")));
    return body;
  }

  @Test
  void whatCannotBeCutIsAnErrorThatNamesTheMethod() {
    List<Statement> body = sum(2000, 0);
    String message =
        assertThrows(
                IllegalStateException.class,
                () ->
                    Generated.load(
                        program(
                            1,
                            List.of(floats("in", 2000), floats("out", 1)),
                            kernel("sum", 1, 2, body))))
            .getMessage();
    assertTrue(message.contains("the generated method sum has"), message);
  }

  /** What a user has asked for is no internal error. */
  @Test
  void aScheduleThatWritesOutTooMuchIsNamed() {
    Kernel kernel = kernel("sum", 1, 2, sum(2000, 0));
    Kernel tuned =
        new Kernel(
            kernel.name(),
            kernel.origin(),
            kernel.phase(),
            kernel.formula(),
            List.of("tuned: lane none; unroll 3 (net.schedules, line 12)"),
            kernel.code(),
            kernel.buffers(),
            kernel.tasksPerExample(),
            kernel.fixedTasks(),
            kernel.examplesPerTask(),
            kernel.rows());
    LoopProgram program = program(1, List.of(floats("in", 2000), floats("out", 1)), tuned);
    String message =
        assertThrows(LongScheduleException.class, () -> Generated.load(program)).getMessage();
    assertTrue(
        message.matches(
            "the kernel sum has \\d+ bytes of code in one method, expected at most 8000, .*"
                + "it is tuned: lane none; unroll 3 \\(net.schedules, line 12\\); .*"),
        message);
  }

  @Test
  void stretchesKeepWhatBelongsTogether() {
    Statement define = let("x", f(0));
    Statement assign = set("x", f(1));
    Statement use = store(0, i(0), single("x"));
    Statement other = store(0, i(1), f(2));
    assertEquals(
        List.of(List.of(define, assign, use), List.of(other)),
        SplitBlocks.split(List.of(define, assign, use, other), 3, List::size));
    assertEquals(
        List.of(List.of(define, assign, use, other)),
        SplitBlocks.split(List.of(define, assign, use, other), 4, List::size));
    assertTrue(SplitBlocks.closed(List.of(define, repeat(3, assign), use)));
    assertEquals(false, SplitBlocks.closed(List.of(repeat(3, assign), other)));
  }
}
