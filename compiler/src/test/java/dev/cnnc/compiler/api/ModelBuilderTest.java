package dev.cnnc.compiler.api;

import static dev.cnnc.compiler.api.ModelBuilder.named;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.cnnc.compiler.Compiler;
import dev.cnnc.compiler.graph.GraphPrinter;
import dev.cnnc.grammar.diagnostic.CompilationException;
import dev.cnnc.grammar.source.SourceFile;
import dev.cnnc.runtime.program.Pass;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ModelBuilderTest {
  private static final String SCRIPT =
      """
      model Net {
        input image: f32[1, 12, 12]
        stem = image |> conv2d(4, kernel = 3, padding = (1, 1)) |> relu
        body = stem |> conv2d(4, kernel = 3, padding = 1, bias = false)
        joined = concat(stem, body, axis = 0)
        output features = stem + body
        output logits = joined |> flatten |> linear(3)
      }
      """;

  private static ModelBuilder builder() {
    ModelBuilder model = new ModelBuilder("Net");
    ModelBuilder.Tensor stem =
        model
            .input("image", 1, 12, 12)
            .layer("conv2d", 4, named("kernel", 3), named("padding", List.of(1, 1)))
            .layer("relu");
    ModelBuilder.Tensor body =
        stem.layer("conv2d", 4, named("kernel", 3), named("padding", 1), named("bias", false));
    ModelBuilder.Tensor joined = stem.layer("concat", body, named("axis", 0));
    return model
        .output("features", stem.plus(body))
        .output("logits", joined.layer("flatten").layer("linear", 3));
  }

  private static Map<Pass, String> graphs(Compiler compiler) {
    Map<Pass, String> texts = new EnumMap<>(Pass.class);
    compiler
        .inference("Net", Map.of())
        .graphs()
        .forEach((pass, graph) -> texts.put(pass, GraphPrinter.print(graph)));
    compiler
        .gradients("Net", Map.of(), true)
        .graphs()
        .forEach((pass, graph) -> texts.put(pass, GraphPrinter.print(graph)));
    return texts;
  }

  @Test
  void aModelBuiltInJavaIsTheGraphOfTheScript() {
    assertEquals(
        graphs(Compiler.of(new SourceFile("net.cnn", SCRIPT))), graphs(Compiler.of(builder())));
  }

  @Test
  void mistakesAreReportedAsForScripts() {
    ModelBuilder model = new ModelBuilder("Net");
    model.output("y", model.input("x", 3).layer("linaer", 2));
    CompilationException failure =
        assertThrows(
            CompilationException.class, () -> Compiler.of(model).inference("Net", Map.of()));
    assertEquals(1, failure.diagnostics().size());
    assertEquals("did you mean linear?", failure.diagnostics().get(0).help().orElse(""));
  }

  @Test
  void valuesTheLanguageDoesNotHaveAreRefused() {
    ModelBuilder.Tensor x = new ModelBuilder("Net").input("x", 3);
    assertThrows(IllegalArgumentException.class, () -> x.layer("linear", new Object()));
  }
}
