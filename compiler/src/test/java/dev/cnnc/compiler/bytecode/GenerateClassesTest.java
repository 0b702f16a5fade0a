package dev.cnnc.compiler.bytecode;

import static dev.cnnc.compiler.bytecode.Loops.*;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cnnc.compiler.graph.Origin;
import dev.cnnc.compiler.loop.Kernel;
import dev.cnnc.compiler.loop.LoopProgram;
import dev.cnnc.compiler.loop.Statement;
import dev.cnnc.grammar.source.SourceFile;
import dev.cnnc.grammar.source.SourceSpan;
import dev.cnnc.runtime.program.Buffer;
import dev.cnnc.runtime.program.CompiledModel;
import dev.cnnc.runtime.program.Initializer;
import dev.cnnc.runtime.program.Kernels;
import dev.cnnc.runtime.program.Layout;
import dev.cnnc.runtime.program.Pass;
import dev.cnnc.runtime.program.Phase;
import dev.cnnc.runtime.program.Program;
import dev.cnnc.runtime.program.Role;
import dev.cnnc.runtime.program.Step;
import dev.cnnc.runtime.program.Update;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class GenerateClassesTest {
  /** A program that writes its number; {@code lanes} says for which back end it is. */
  private static LoopProgram writing(float number, int lanes) {
    return program(
        lanes,
        List.of(floats("out", 1)),
        kernel("write", 1, 1, List.of(store(0, i(0), f(number)))));
  }

  private static float written(Kernels kernels) {
    float[] out = new float[1];
    Generated.run(kernels, 1, 0, (Object) out);
    return out[0];
  }

  private static GeneratedModel forBothBackEnds() {
    return GenerateClasses.generate(
        "org.example.LeNet",
        "lenet.cnn",
        Map.of(Pass.INFERENCE, writing(1, 4), Pass.UPDATE, writing(2, 4)),
        Map.of(Pass.INFERENCE, writing(3, 1), Pass.UPDATE, writing(4, 1)));
  }

  @Test
  void theModelChoosesTheProgramOfThePassAndOfThisJvm() {
    GeneratedModel generated = forBothBackEnds();
    Generated.verify(generated);
    assertEquals(
        Set.of(
            "org.example.LeNet",
            "org.example.LeNet$VectorOperators",
            "org.example.LeNet$VectorInference",
            "org.example.LeNet$VectorUpdate",
            "org.example.LeNet$ScalarInference",
            "org.example.LeNet$ScalarUpdate"),
        generated.classes().keySet());
    CompiledModel model = generated.load();
    assertEquals("LeNet", model.name());
    assertEquals(Set.of(Pass.INFERENCE, Pass.UPDATE), model.passes());
    assertEquals(1, written(model.kernels(Pass.INFERENCE)));
    assertEquals(2, written(model.kernels(Pass.UPDATE)));
    assertThrows(IllegalArgumentException.class, () -> model.kernels(Pass.GRADIENTS));
  }

  /** Before a kernel is run; {@link OperatorCaches} says why. */
  @Test
  void vectorProgramsReadyTheVectorModuleFirst() {
    GeneratedModel generated = forBothBackEnds();
    String text = BytecodePrinter.print(generated, "run");
    String first =
        "\\.run \\S+\\s+L0\\s+INVOKESTATIC org/example/LeNet\\$VectorOperators\\.require ";
    for (String program : List.of("Inference", "Update")) {
      assertTrue(Pattern.compile("Vector" + program + first).matcher(text).find(), text);
      assertFalse(Pattern.compile("Scalar" + program + first).matcher(text).find(), text);
      assertTrue(text.contains("Scalar" + program + ".run "), text);
    }
  }

  @Test
  void codeForWiderVectorsThanTheMachineHasIsNotChosen() {
    Map<Pass, LoopProgram> wide = Map.of(Pass.INFERENCE, writing(1, 64));
    Map<Pass, LoopProgram> scalar = Map.of(Pass.INFERENCE, writing(3, 1));
    CompiledModel both = GenerateClasses.generate("Net", "n.cnn", wide, scalar).load();
    assertEquals(3, written(both.kernels(Pass.INFERENCE)));
    CompiledModel only = GenerateClasses.generate("Net", "n.cnn", wide, Map.of()).load();
    String message =
        assertThrows(IllegalStateException.class, () -> only.kernels(Pass.INFERENCE)).getMessage();
    assertTrue(message.contains("vector code of 64 lanes only"), message);
  }

  @Test
  void thePassesOfBothBackEndsAgree() {
    assertThrows(
        IllegalArgumentException.class,
        () ->
            GenerateClasses.generate(
                "Net",
                "n.cnn",
                Map.of(Pass.INFERENCE, writing(1, 4)),
                Map.of(Pass.UPDATE, writing(1, 1))));
    assertThrows(
        IllegalArgumentException.class,
        () -> GenerateClasses.generate("Net", "n.cnn", Map.of(), Map.of()));
  }

  @Test
  void theProgramIsTheOneThatWasCompiled() {
    List<Buffer> buffers = new ArrayList<>();
    for (Role role : Role.values()) {
      buffers.add(
          new Buffer(
              role + ".w",
              role,
              role == Role.INPUT,
              role == Role.TEMPORARY,
              new Layout(List.of(3, 100_000), List.of(200_000, 2), 7, 700_000),
              role == Role.PARAMETER
                  ? Optional.of(
                      new Initializer("uniform", new TreeMap<>(Map.of("low", -0.1, "high", 1.0))))
                  : Optional.empty()));
    }
    for (int b = 0; b < 100; b++) {
      buffers.add(floats("more" + b, b + 1));
    }
    Map<String, Integer> outputs = new LinkedHashMap<>(Map.of("z", 3));
    outputs.put("a", 4);
    Program program =
        new Program(
            "LeNet training",
            buffers,
            List.of(new Step("s", 0, Phase.BACKWARD, 2, 3, 4, 5, 6)),
            outputs,
            List.of(new Update(1, 50, 7)));
    LoopProgram loops = new LoopProgram(program, 1, List.of(kernel("k", 1, 1, List.of())));
    assertEquals(program, Generated.load(loops).program());
  }

  @Test
  void aProgramMayHaveMoreKernelsThanAClassHolds() {
    Kernel[] kernels = new Kernel[130];
    for (int k = 0; k < kernels.length; k++) {
      kernels[k] = kernel("k" + k, 1, 1, List.of(store(0, i(k), f(k + 1))));
    }
    LoopProgram program = program(1, List.of(floats("out", kernels.length)), kernels);
    float[] out = new float[kernels.length];
    Generated.run(program, 1, 0, (Object) out);
    for (int k = 0; k < kernels.length; k++) {
      assertEquals(k + 1, out[k]);
    }
    assertEquals(4, Generated.generate(program).classes().size());
    Kernels loaded = Generated.load(program);
    for (int unknown : new int[] {-1, 130}) {
      assertThrows(
          IllegalArgumentException.class,
          () -> loaded.run(unknown, new float[][] {out}, new int[1][], 1, 0, 0, 1));
    }
  }

  @Test
  void kernelsMayHaveManyBuffers() {
    Kernel[] kernels = new Kernel[12];
    List<Buffer> buffers = new ArrayList<>();
    Object[] arrays = new Object[240];
    for (int b = 0; b < arrays.length; b++) {
      buffers.add(floats("b" + b, 12));
      arrays[b] = new float[12];
    }
    for (int k = 0; k < kernels.length; k++) {
      kernels[k] = kernel("k" + k, 1, arrays.length, storeToAll(arrays.length, k));
    }
    Generated.run(program(1, buffers, kernels), 1, 0, arrays);
    for (int k = 0; k < kernels.length; k++) {
      for (Object array : arrays) {
        assertEquals(k + 1, ((float[]) array)[k]);
      }
    }
    buffers.add(floats("more", 12));
    LoopProgram tooMany = program(1, buffers, kernel("sum", 1, 241, storeToAll(241, 0)));
    assertTrue(
        assertThrows(IllegalStateException.class, () -> Generated.load(tooMany))
            .getMessage()
            .contains("kernel sum works on 241 buffers"));
  }

  /** {@code b[position] = position + 1} for each buffer, the last one first. */
  private static List<Statement> storeToAll(int buffers, int position) {
    List<Statement> statements = new ArrayList<>();
    for (int b = buffers - 1; b >= 0; b--) {
      statements.add(store(b, i(position), f(position + 1)));
    }
    return statements;
  }

  @Test
  void kernelsThatDoTheSameToOtherArraysShareTheirCode() {
    List<Buffer> buffers = List.of(floats("a", 1), floats("b", 1), floats("c", 1), floats("d", 1));
    Kernel[] kernels = {
      kernel("ab", 1, 4, List.of(store(1, i(0), load(0, i(0), false)))),
      kernel("dc", 1, 4, List.of(store(2, i(0), load(3, i(0), false)))),
      kernel("other", 1, 4, List.of(store(2, i(0), load(3, i(1), false))))
    };
    LoopProgram program = program(1, buffers, kernels);
    float[][] arrays = {{1}, {0}, {0}, {4}};
    Kernels loaded = Generated.load(program);
    loaded.run(0, arrays, new int[4][], 1, 0, 0, 1);
    loaded.run(1, arrays, new int[4][], 1, 0, 0, 1);
    assertArrayEquals(new float[][] {{1}, {1}, {4}, {4}}, arrays);
    GeneratedModel model = Generated.generate(program);
    assertEquals(2, methods(model, "ab"));
    assertEquals(1, methods(model, "dc"));
    assertEquals(2, methods(model, "other"));
  }

  private static long methods(GeneratedModel model, String kernel) {
    return BytecodePrinter.print(model, kernel)
        .lines()
        .filter(line -> line.startsWith("test.Net$"))
        .count();
  }

  @Test
  void twoKernelsOfOneNameAreAnError() {
    Kernel kernel = kernel("k", 1, 1, List.of());
    assertThrows(
        IllegalArgumentException.class,
        () -> Generated.load(program(1, List.of(floats("out", 1)), kernel, kernel)));
  }

  @Test
  void stackTracesLeadIntoTheScript() {
    SourceFile script =
        new SourceFile("samples/net.cnn", "model Net {\n\n  output y = x\n    |> conv2d(20)\n}\n");
    SourceSpan call =
        new SourceSpan(script, script.text().indexOf("conv2d"), script.text().length());
    Kernel kernel =
        kernel(
            "conv2d_1_forward",
            new Origin(call, "conv2d_1"),
            1,
            1,
            1,
            List.of(store(0, i(99), f(1))));
    Kernels kernels = Generated.load(program(1, List.of(floats("out", 1)), kernel));
    StackTraceElement top =
        assertThrows(
                ArrayIndexOutOfBoundsException.class,
                () -> Generated.run(kernels, 1, 0, (Object) new float[1]))
            .getStackTrace()[0];
    String frame = top.toString();
    assertTrue(frame.endsWith("test.Net$ScalarInference.conv2d_1_forward(net.cnn:4)"), frame);
  }

  @Test
  void theSameInputGivesTheSameBytes() {
    GeneratedModel first = Generated.generate(writing(1, 16));
    GeneratedModel second = Generated.generate(writing(1, 16));
    assertEquals(first.classes().keySet(), second.classes().keySet());
    first.classes().forEach((name, bytes) -> assertArrayEquals(bytes, second.classes().get(name)));
  }

  @Test
  void aListingShowsInstructionsAndVariables() {
    Kernel kernel =
        kernel(
            "scale_forward",
            16,
            1,
            List.of(
                let("x", load(0, i(0), true)),
                store(0, i(0), fma(vector("x"), vector("x"), vector("x")))));
    GeneratedModel model = Generated.generate(program(16, List.of(floats("in.put", 16)), kernel));
    String listing = BytecodePrinter.print(model, "scale_forward");
    assertTrue(listing.startsWith("test.Net$VectorInference.scale_forward ([FIJII)V\n"), listing);
    assertTrue(listing.contains("INVOKEVIRTUAL jdk/incubator/vector/FloatVector.fma"), listing);
    assertTrue(listing.contains("LOCALVARIABLE x Ljdk/incubator/vector/FloatVector;"), listing);
    assertTrue(listing.contains("LOCALVARIABLE buffer0_in_put [F"), listing);
    assertEquals("", BytecodePrinter.print(model, "scale"));
  }
}
