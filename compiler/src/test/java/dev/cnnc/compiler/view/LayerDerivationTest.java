package dev.cnnc.compiler.view;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cnnc.compiler.elaborate.Constant;
import dev.cnnc.compiler.elaborate.Elaborator;
import dev.cnnc.compiler.graph.Graph;
import dev.cnnc.compiler.graph.Shape;
import dev.cnnc.grammar.diagnostic.DiagnosticPrinter;
import dev.cnnc.grammar.diagnostic.Diagnostics;
import dev.cnnc.grammar.parse.Parser;
import dev.cnnc.grammar.source.SourceFile;
import dev.cnnc.grammar.tree.Definition;
import dev.cnnc.grammar.tree.Script;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LayerDerivationTest {
  private final Elaborator library = elaborator("");

  /** The textbook's formulas of a convolution. */
  @Test
  void convolution() {
    String text = LayerDerivation.write(library, "conv2d", List.of(), Map.of());
    assertTrue(
        text.contains(
            "\n  y[k, i < 6, j < 6] = sum[c, u, v] weight[k, c, u, v] * x[c, i + u, j + v]\n"),
        text);
    assertTrue(
        text.contains(
            "\n  output grad_x[c, h, w] = sum[k, u, v] weight[k, c, u, v]"
                + " * grad_out[k, h - u, w - v]\n"),
        text);
    assertTrue(
        text.contains(
            "\n  output grad_weight[k, c, u, v] = sum[batch, i, j] grad_out[k, i, j]"
                + " * x[c, i + u, j + v]\n"),
        text);
    assertTrue(text.contains("\n  output grad_bias[k] = sum[batch, i, j] grad_out[k, i, j]\n"));
  }

  /** What is printed is a script, and its layers make what they say they make. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "conv1d",
        "conv2d",
        "depthwise_conv2d",
        "conv_transpose2d",
        "maxpool2d",
        "avgpool2d",
        "lppool2d",
        "globalavgpool2d",
        "linear",
        "relu",
        "leaky_relu",
        "sigmoid",
        "tanh",
        "softmax",
        "log_softmax",
        "mse"
      })
  void isAScriptAgain(String layer) {
    String text = LayerDerivation.write(library, layer, List.of(), Map.of());
    Diagnostics diagnostics = new Diagnostics();
    Script script = Parser.parse(new SourceFile("derived.cnn", text), diagnostics);
    assertFalse(
        diagnostics.hasErrors(), () -> text + DiagnosticPrinter.text(diagnostics.all(), false));
    Elaborator again = new Elaborator(script, diagnostics);
    for (Definition definition : script.definitions()) {
      Definition.Layer printed = (Definition.Layer) definition;
      Graph graph = layer(again, printed, diagnostics, text);
      assertEquals(1, graph.outputs().size(), text);
    }
  }

  @Test
  void takesShapesAndArguments() {
    String text =
        LayerDerivation.write(
            library, "maxpool2d", List.of(Shape.of(1, 6, 6)), Map.of("kernel", Constant.of(2)));
    assertTrue(text.startsWith("// maxpool2d(x: f32[1, 6, 6]; kernel = 2)\n"), text);
    assertTrue(text.contains("max[u < 2, v < 2] x[c, 2*i + u, 2*j + v]"), text);
  }

  private static Graph layer(
      Elaborator elaborator, Definition.Layer layer, Diagnostics diagnostics, String text) {
    List<Shape> shapes = new ArrayList<>(LayerExample.of(layer, List.of(), Map.of()).shapes());
    try {
      return elaborator.layer(layer.name().text(), shapes, Map.of(), true);
    } catch (dev.cnnc.grammar.diagnostic.CompilationException failure) {
      throw new AssertionError(text + DiagnosticPrinter.text(diagnostics.all(), false), failure);
    }
  }

  private static Elaborator elaborator(String text) {
    Diagnostics diagnostics = new Diagnostics();
    return new Elaborator(Parser.parse(new SourceFile("test.cnn", text), diagnostics), diagnostics);
  }
}
