package dev.cnnc.compiler.derive;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.cnnc.compiler.autodiff.Differentiate;
import dev.cnnc.compiler.autodiff.Seed;
import dev.cnnc.compiler.elaborate.Constant;
import dev.cnnc.compiler.elaborate.Elaborator;
import dev.cnnc.compiler.graph.ElementType;
import dev.cnnc.compiler.graph.Graph;
import dev.cnnc.compiler.graph.Shape;
import dev.cnnc.compiler.graph.Value;
import dev.cnnc.compiler.interpret.GraphInterpreter;
import dev.cnnc.compiler.testing.RandomTensors;
import dev.cnnc.grammar.diagnostic.CompilationException;
import dev.cnnc.grammar.diagnostic.Diagnostic;
import dev.cnnc.grammar.diagnostic.Diagnostics;
import dev.cnnc.grammar.parse.Parser;
import dev.cnnc.grammar.source.SourceFile;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class DerivationTest {
  private static final Map<String, Constant> NONE = Map.of();

  private static Elaborator elaborator(String text) {
    Diagnostics diagnostics = new Diagnostics();
    Elaborator elaborator =
        new Elaborator(Parser.parse(new SourceFile("test.cnn", text), diagnostics), diagnostics);
    assertFalse(diagnostics.hasErrors(), () -> diagnostics.all() + " in\n" + text);
    return elaborator;
  }

  private static Graph layer(String name, List<Shape> shapes, Map<String, Constant> arguments) {
    return elaborator("").layer(name, shapes, arguments, true);
  }

  @Test
  void convolutionAsATextbookWritesIt() {
    Graph conv2d =
        layer(
            "conv2d",
            List.of(Shape.of(3, 32, 32)),
            Map.of("filters", Constant.of(16), "kernel", Constant.of(5)));
    assertEquals(
        """
        // conv2d: x f32[3, 32, 32], weight f32[16, 3, 5, 5], bias f32[16] -> y f32[16, 28, 28]
        y[k, i < 28, j < 28] = sum[c, u, v] weight[k, c, u, v] * x[c, i + u, j + v] + bias[k]

        // ∂L/∂weight
        dweight[k, c, u < 5, v < 5] = sum[batch, i, j] dy[k, i, j] * x[c, i + u, j + v]

        // ∂L/∂bias
        dbias[k] = sum[batch, i, j] dy[k, i, j]

        // ∂L/∂x
        dx[c, h < 32, w < 32] = sum[k, u, v] weight[k, c, u, v] * dy[k, h - u, w - v]
        """,
        Derivation.text(conv2d));
  }

  @Test
  void aShapeThatDoesNotFitIsADiagnostic() {
    CompilationException thrown =
        assertThrows(
            CompilationException.class,
            () ->
                layer(
                    "conv2d",
                    List.of(Shape.of(3)),
                    Map.of("filters", Constant.of(16), "kernel", Constant.of(5))));
    assertEquals(
        List.of("conv2d needs x: f32[C, H, W], found f32[3]"),
        thrown.diagnostics().stream().map(Diagnostic::message).toList());
  }

  @Test
  void softmaxNeedsNoAxesOfOneElement() {
    assertEquals(
        """
        // softmax: x f32[10] -> y f32[10]
        e[k] = exp(x[k] - stop_gradient(max[h] x[h]))
        total = sum[k] e[k]
        y[k] = e[k] / total

        // ∂L/∂x
        dx[k] = e[k] * (dy[k] / total + sum[h] -(e[h] / (total * total) * dy[h]))
        """,
        Derivation.text(layer("softmax", List.of(Shape.of(10)), NONE)));
  }

  static Stream<Arguments> layers() {
    List<Shape> map = List.of(Shape.of(2, 5, 6));
    List<Shape> vectors = List.of(Shape.of(4), Shape.of(4));
    Constant one = Constant.of(1);
    Constant two = Constant.of(2);
    Constant three = Constant.of(3);
    return Stream.of(
        Arguments.of("conv2d", map, Map.of("filters", three, "kernel", two)),
        Arguments.of(
            "conv2d",
            map,
            Map.of("filters", three, "kernel", three, "stride", two, "padding", one)),
        Arguments.of(
            "conv2d", map, Map.of("filters", Constant.of(4), "kernel", two, "groups", two)),
        Arguments.of(
            "conv_transpose2d", map, Map.of("filters", three, "kernel", three, "stride", two)),
        Arguments.of("maxpool2d", map, Map.of("kernel", two)),
        Arguments.of("maxpool2d", map, Map.of("kernel", three, "stride", two, "padding", one)),
        Arguments.of("avgpool2d", map, Map.of("kernel", two, "padding", one)),
        Arguments.of(
            "avgpool2d",
            map,
            Map.of("kernel", two, "padding", one, "count_include_pad", new Constant.Truth(false))),
        Arguments.of("lppool2d", map, Map.of("kernel", two, "p", two)),
        Arguments.of("globalavgpool2d", map, NONE),
        Arguments.of("globalmaxpool2d", map, NONE),
        Arguments.of("linear", map, Map.of("features", three)),
        Arguments.of("flatten", map, NONE),
        Arguments.of("identity", map, NONE),
        Arguments.of("reshape", map, NONE),
        Arguments.of(
            "transpose",
            map,
            Map.of("axes", new Constant.Tuple(List.of(two, Constant.of(0), one)))),
        Arguments.of("slice", map, Map.of("axis", one, "to", three)),
        Arguments.of("concat", List.of(map.get(0), map.get(0)), Map.of("axis", two)),
        Arguments.of("add", List.of(map.get(0), map.get(0)), NONE),
        Arguments.of(
            "pad2d", map, Map.of("top", one, "bottom", two, "left", one, "right", Constant.of(0))),
        Arguments.of("upsample_nearest2d", map, Map.of("scale", two)),
        Arguments.of("relu", map, NONE),
        Arguments.of("leaky_relu", map, NONE),
        Arguments.of("gelu", map, NONE),
        Arguments.of("silu", map, NONE),
        Arguments.of("tanh", map, NONE),
        Arguments.of("prelu", map, NONE),
        Arguments.of("softmax", map, NONE),
        Arguments.of("log_softmax", map, NONE),
        Arguments.of("batchnorm", map, NONE),
        Arguments.of("layernorm", map, NONE),
        Arguments.of("dropout", map, NONE),
        Arguments.of(
            "embedding",
            List.of(Shape.of(3)),
            Map.of("vocabulary", Constant.of(5), "features", two)),
        Arguments.of("cross_entropy", List.of(Shape.of(4), Shape.of()), NONE),
        Arguments.of("mse", vectors, NONE),
        Arguments.of("l1", vectors, NONE));
  }

  /** What is printed, put into a layer of its own, computes the gradient. */
  @ParameterizedTest(name = "{0} {2}")
  @MethodSource("layers")
  void whatIsDerivedIsAScript(String name, List<Shape> shapes, Map<String, Constant> arguments) {
    Graph layer = layer(name, shapes, arguments);
    String output = layer.outputs().keySet().iterator().next();
    Value result = layer.outputs().get(output);
    List<Value> by = new ArrayList<>(layer.parameters());
    by.addAll(layer.inputs());
    by.removeIf(value -> value.type() != ElementType.F32);
    Graph gradients = Differentiate.gradients(layer, Map.of(result, Seed.INCOMING), by);
    int batch = 3;
    Map<String, double[]> given = RandomTensors.given(gradients, batch, new Random(1));
    var expected = GraphInterpreter.run(gradients, batch, given, 5L);
    given.put("dy", given.get("grad." + output));

    String body = Derivation.text(layer);
    for (Value value : by) {
      Graph derived = script(layer, result, body, "d" + value.name());
      var actual = GraphInterpreter.run(derived, batch, given, 5L);
      assertArrayEquals(
          spread(expected.output("grad." + value.name()), value, batch),
          spread(actual.output("out"), derived.outputs().get("out"), batch),
          1e-9,
          () -> value.name() + " of\n" + body);
    }
  }

  /** For each example, also where all examples have the same. */
  private static double[] spread(double[] elements, Value value, int batch) {
    if (value.batched()) {
      return elements;
    }
    double[] all = new double[batch * elements.length];
    for (int i = 0; i < all.length; i++) {
      all[i] = elements[i % elements.length];
    }
    return all;
  }

  private static Graph script(Graph layer, Value result, String body, String gradient) {
    List<String> tensors = new ArrayList<>();
    List<Shape> shapes = new ArrayList<>();
    StringBuilder given = new StringBuilder();
    for (Value input : layer.inputs()) {
      String type = input.type() == ElementType.F32 ? "f32" : "i32";
      tensors.add(input.name() + ": " + type + input.shape());
      shapes.add(input.shape());
    }
    List<Value> fixed = new ArrayList<>(layer.parameters());
    fixed.addAll(layer.states());
    for (Value value : fixed) {
      given.append("param " + value.name() + ": f32" + value.shape() + " = zeros\n");
    }
    if (result.batched()) {
      tensors.add("dy: f32" + result.shape());
      shapes.add(result.shape());
    } else {
      given.append("param dy: f32" + result.shape() + " = zeros\n");
    }
    String text =
        "layer check("
            + String.join(", ", tensors)
            + ") {\n"
            + given
            + body
            + "output out = "
            + gradient
            + "\n}\n";
    return elaborator(text).layer("check", shapes, new HashMap<>(), true);
  }
}
