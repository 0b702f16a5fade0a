package dev.cnnc.compiler.elaborate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cnnc.compiler.autodiff.Differentiate;
import dev.cnnc.compiler.autodiff.Seed;
import dev.cnnc.compiler.graph.ElementType;
import dev.cnnc.compiler.graph.Graph;
import dev.cnnc.compiler.graph.GraphVerifier;
import dev.cnnc.compiler.graph.Shape;
import dev.cnnc.compiler.graph.Value;
import dev.cnnc.compiler.interpret.GraphInterpreter;
import dev.cnnc.grammar.tree.Definition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every layer of the library is differentiable in all of its tensors and parameters, and the
 * gradient is that of central differences.
 */
class LibraryGradientsTest {
  private static final double STEP = 1e-5;
  private static final long RANDOM = 17;

  /** One call of a layer; {@code arguments} are name, value, name, value, … */
  record Call(String layer, boolean training, List<Shape> shapes, Object... arguments) {
    @Override
    public String toString() {
      return layer + (training ? " in training " : " ") + LayerRun.constants(arguments);
    }
  }

  private static Call call(String layer, Shape shape, Object... arguments) {
    return new Call(layer, true, List.of(shape), arguments);
  }

  static Stream<Call> calls() {
    Shape image = Shape.of(2, 5, 4);
    Shape row = Shape.of(2, 7);
    Shape volume = Shape.of(2, 3, 4, 3);
    double[] weights = {0.5, 2};
    return Stream.of(
        call("conv1d", row, "filters", 4, "kernel", 3, "stride", 2, "padding", 1, "groups", 2),
        call("conv2d", image, "filters", 3, "kernel", new int[] {3, 2}),
        call(
            "conv2d",
            image,
            "filters",
            4,
            "kernel",
            2,
            "stride",
            new int[] {2, 1},
            "padding",
            1,
            "dilation",
            new int[] {1, 2},
            "groups",
            2,
            "bias",
            false),
        call("conv2d", image, "filters", 1, "kernel", 3, "stride", 2, "padding", 2, "dilation", 2),
        call("conv3d", volume, "filters", 2, "kernel", new int[] {2, 1, 3}, "padding", 1),
        call("conv3d", volume, "filters", 2, "kernel", 2, "stride", 2, "groups", 2, "bias", false),
        call("depthwise_conv2d", image, "multiplier", 2, "kernel", 3, "padding", 1),
        call("conv_transpose2d", image, "filters", 2, "kernel", 3, "stride", 2, "padding", 1),
        call(
            "conv_transpose2d",
            image,
            "filters",
            4,
            "kernel",
            2,
            "stride",
            3,
            "output_padding",
            1,
            "dilation",
            2,
            "groups",
            2),
        call("maxpool1d", row, "kernel", 3, "stride", 2, "padding", 1, "ceil_mode", true),
        call("maxpool2d", image, "kernel", 2),
        call("maxpool2d", image, "kernel", 3, "stride", 2, "padding", 1, "ceil_mode", true),
        call("maxpool3d", volume, "kernel", 2, "stride", 1, "padding", 1),
        call("avgpool3d", volume, "kernel", 2, "padding", 1, "ceil_mode", true),
        call("avgpool3d", volume, "kernel", new int[] {3, 2, 1}, "count_include_pad", false),
        call("avgpool1d", row, "kernel", 3, "stride", 2, "padding", 1, "ceil_mode", true),
        call("avgpool2d", image, "kernel", 2),
        call("avgpool2d", image, "kernel", 3, "stride", 2, "padding", 1, "ceil_mode", true),
        call(
            "avgpool2d", image, "kernel", 3, "stride", 1, "padding", 1, "count_include_pad", false),
        call("lppool2d", image, "p", 2, "kernel", 2),
        call("globalavgpool2d", image),
        call("globalmaxpool2d", image),
        call("linear", Shape.of(3, 4), "features", 2),
        new Call("embedding", true, List.of(Shape.of(3)), "vocabulary", 2, "features", 2),
        call("flatten", image),
        call("identity", image),
        new Call("add", true, List.of(image, image)),
        call("pad2d", image, "top", 1, "bottom", -1, "left", 2, "right", 0),
        call("pad2d", image, "top", 1, "bottom", 0, "left", 0, "right", 1, "value", 3),
        call("pad_channels", image, "before", 1, "after", 2),
        call("upsample_nearest2d", image, "scale", new int[] {2, 3}),
        call("relu", row),
        call("leaky_relu", row, "slope", 0.2),
        call("relu6", row),
        call("elu", row, "alpha", 0.7),
        call("gelu", row),
        call("gelu", row, "approximate", "tanh"),
        call("silu", row),
        call("selu", row),
        call("mish", row),
        call("softplus", row, "beta", 2, "threshold", 1),
        call("hard_sigmoid", row),
        call("hard_swish", row),
        call("tanh", row),
        call("sigmoid", row),
        call("prelu", row),
        call("softmax", row),
        call("softmax", row, "axis", 1),
        call("log_softmax", row, "axis", -1),
        call("batchnorm", image),
        new Call("batchnorm", false, List.of(image)),
        call("layernorm", row),
        call("groupnorm", Shape.of(4, 2, 3), "groups", 2),
        call("groupnorm", row, "groups", 1),
        call("instancenorm", image),
        call("instancenorm", row, "affine", true),
        call("lrn", Shape.of(5, 3), "size", 3, "alpha", 0.3, "k", 2),
        call("lrn", image, "size", 2, "alpha", 0.5, "beta", 0.5),
        call("dropout", row, "rate", 0.4),
        new Call("cross_entropy", true, List.of(Shape.of(2), Shape.SCALAR)),
        new Call("cross_entropy", true, List.of(Shape.of(2), Shape.SCALAR), "label_smoothing", 0.1),
        new Call("cross_entropy", true, List.of(Shape.of(2, 3), Shape.of(3)), "weights", weights),
        new Call(
            "nll",
            true,
            List.of(Shape.of(2, 3), Shape.of(3)),
            "weights",
            weights,
            "ignore_index",
            0,
            "label_smoothing",
            0.2),
        new Call("nll", true, List.of(Shape.of(2), Shape.SCALAR), "reduction", "none"),
        call("reduced", row, "reduction", "sum"),
        new Call("bce_with_logits", true, List.of(row, row)),
        new Call("huber", true, List.of(row, row), "delta", 0.7),
        new Call("mse", true, List.of(row, row)),
        new Call("l1", true, List.of(row, row), "reduction", "sum"));
  }

  @ParameterizedTest
  @MethodSource("calls")
  void gradientsAreThoseOfCentralDifferences(Call call) {
    LayerRun run = new LayerRun(call.layer, 2, call.training, 29, call.shapes, call.arguments);
    Graph forward = run.graph();
    Map<String, double[]> given = new HashMap<>(run.given());
    List<Value> wanted = new ArrayList<>(forward.parameters());
    for (Value input : forward.inputs()) {
      if (input.type() == ElementType.F32) {
        wanted.add(input);
      }
    }
    if (call.layer.equals("batchnorm")) {
      given.put("running_var", new double[] {0.5, 2});
    }
    Graph backward =
        GraphVerifier.verified(
            Differentiate.gradients(forward, Map.of(run.result(), Seed.INCOMING), wanted),
            "differentiation");
    double[] output = GraphInterpreter.run(forward, 2, given, RANDOM).get(run.result());
    double[] seed = new Random(3).doubles(output.length, -1, 1).toArray();
    String outputName = forward.outputs().keySet().iterator().next();
    given.put("grad." + outputName, seed);
    Map<String, double[]> outputs = GraphInterpreter.run(backward, 2, given, RANDOM).outputs();
    assertTrue(!wanted.isEmpty());
    for (Value value : wanted) {
      double[] gradient = outputs.get("grad." + value.name());
      double[] at = given.get(value.name());
      for (int i = 0; i < at.length; i++) {
        double here = at[i];
        at[i] = here + STEP;
        double above = weighted(forward, given, run.result(), seed);
        at[i] = here - STEP;
        double below = weighted(forward, given, run.result(), seed);
        at[i] = here;
        double expected = (above - below) / (2 * STEP);
        assertEquals(
            expected, gradient[i], 1e-6 * Math.max(1, Math.abs(expected)), value + ", " + i);
      }
    }
  }

  private static double weighted(
      Graph graph, Map<String, double[]> given, Value output, double[] seed) {
    double[] values = GraphInterpreter.run(graph, 2, given, RANDOM).get(output);
    double sum = 0;
    for (int i = 0; i < values.length; i++) {
      sum += seed[i] * values[i];
    }
    return sum;
  }

  /** A new layer of the library is to be added to the calls above. */
  @Test
  void noLayerIsForgotten() {
    Set<String> layers = new TreeSet<>(Library.layerNames());
    layers.removeIf(
        name -> {
          Definition.Layer layer = Library.layer(name).orElseThrow();
          return OptimizerElaboration.isOptimizer(layer) || ClipElaboration.isClip(layer);
        });
    assertEquals(layers, calls().map(Call::layer).collect(Collectors.toCollection(TreeSet::new)));
  }
}
