package dev.cnnc.compiler;

import dev.cnnc.compiler.bytecode.BytecodePrinter;
import dev.cnnc.compiler.bytecode.GenerateClasses;
import dev.cnnc.compiler.bytecode.GeneratedModel;
import dev.cnnc.compiler.loop.Kernel;
import dev.cnnc.compiler.loop.LoopPrinter;
import dev.cnnc.compiler.loop.LoopProgram;
import dev.cnnc.compiler.testing.Golden;
import dev.cnnc.grammar.source.SourceFile;
import dev.cnnc.runtime.program.Pass;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The loops and the bytecode of a few layers and of their gradients, as text for people to read.
 */
class LoweringGoldenTest {
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          conv2d      ; 4 ; f32[8, 6, 6]  ; conv2d(8, kernel = 3, padding = 1)
          maxpool2d   ; 4 ; f32[4, 4, 4]  ; maxpool2d(2)
          linear_relu ; 4 ; f32[5]        ; linear(4) |> relu
          softmax     ; 1 ; f32[10]       ; softmax
          """)
  void layerAndItsGradients(String name, int lanes, String type, String pipeline) {
    String script = "model M {\n  input x: " + type + "\n  output y = x |> " + pipeline + "\n}\n";
    LoopProgram loops =
        Compiler.of(new SourceFile(name + ".cnn", script))
            .gradients("M", Map.of(), true)
            .loops(lanes)
            .get(Pass.GRADIENTS);
    Golden.assertMatches("loops/" + name + ".loops", LoopPrinter.print(loops));

    Map<Pass, LoopProgram> programs = Map.of(Pass.GRADIENTS, loops);
    GeneratedModel model =
        lanes == 1
            ? GenerateClasses.generate("M", name + ".cnn", Map.of(), programs)
            : GenerateClasses.generate("M", name + ".cnn", programs, Map.of());
    for (Kernel kernel : loops.kernels()) {
      Golden.assertMatches(
          "bytecode/" + name + "/" + kernel.name() + ".txt",
          BytecodePrinter.print(model, kernel.name()));
    }
  }
}
