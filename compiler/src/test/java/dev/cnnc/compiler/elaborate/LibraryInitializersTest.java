package dev.cnnc.compiler.elaborate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.cnnc.compiler.graph.Graph;
import dev.cnnc.compiler.graph.Node;
import dev.cnnc.compiler.graph.Operation;
import dev.cnnc.compiler.graph.Shape;
import dev.cnnc.runtime.initialize.Initialization;
import dev.cnnc.runtime.program.Initializer;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Weight and bias of the layers begin uniform within ±1/√fan_in, as PyTorch's do. */
class LibraryInitializersTest {
  static Stream<Arguments> layers() {
    return Stream.of(
        layer("conv1d", Shape.of(6, 9), 3 * 5, "filters", 500, "kernel", 5, "groups", 2),
        layer("conv2d", Shape.of(4, 6, 6), 4 * 6, "filters", 500, "kernel", new int[] {3, 2}),
        layer("conv3d", Shape.of(2, 4, 4, 4), 2 * 8, "filters", 500, "kernel", 2),
        layer("depthwise_conv2d", Shape.of(500, 5, 5), 9, "kernel", 3),
        layer(
            "conv_transpose2d",
            Shape.of(4, 3, 3),
            250 * 4,
            "filters",
            500,
            "kernel",
            2,
            "groups",
            2),
        layer("linear", Shape.of(3, 16), 16, "features", 500));
  }

  private static Arguments layer(String name, Shape shape, int fanIn, Object... arguments) {
    return Arguments.of(name, shape, fanIn, arguments);
  }

  @ParameterizedTest
  @MethodSource("layers")
  void beginWithin(String name, Shape shape, int fanIn, Object[] arguments) {
    Graph layer =
        Scripts.elaborator("").layer(name, List.of(shape), LayerRun.constants(arguments), true);
    int parameters = 0;
    for (Node node : layer.nodes()) {
      if (node.operation() instanceof Operation.Parameter parameter) {
        parameters++;
        double largest = 0;
        for (float value :
            Initialization.values(
                new Initializer(
                    parameter.initializer().name(), parameter.initializer().arguments()),
                node.result().name(),
                node.result().shape().extents(),
                1)) {
          largest = Math.max(largest, Math.abs(value));
        }
        // The largest of 500 draws or more is within 2 % of the bound.
        assertEquals(0.99, largest * Math.sqrt(fanIn), 0.0100001, node.result().name());
      }
    }
    assertEquals(2, parameters);
  }
}
