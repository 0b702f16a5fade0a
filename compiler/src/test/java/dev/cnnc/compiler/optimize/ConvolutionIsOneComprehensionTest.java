package dev.cnnc.compiler.optimize;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.cnnc.compiler.autodiff.Differentiate;
import dev.cnnc.compiler.autodiff.Seed;
import dev.cnnc.compiler.graph.Graph;
import dev.cnnc.compiler.graph.GraphParser;
import dev.cnnc.compiler.graph.GraphPrinter;
import dev.cnnc.compiler.graph.Operation;
import dev.cnnc.compiler.graph.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The library writes a convolution in groups, between reshapes. Of that nothing is left but the
 * formulas that the kernels are made for.
 */
class ConvolutionIsOneComprehensionTest {
  /** The comprehensions and reshapes, one a line. */
  private static String computed(Graph graph) {
    return graph.nodes().stream()
        .filter(
            node ->
                node.operation() instanceof Operation.Comprehension
                    || node.operation() instanceof Operation.Reshape)
        .map(GraphPrinter::print)
        .collect(Collectors.joining("\n", "", "\n"));
  }

  private static Graph training(Graph graph) {
    List<Value> by = new ArrayList<>(graph.inputs());
    by.addAll(graph.parameters());
    return Differentiate.gradients(graph, Map.of(graph.outputs().get("y"), Seed.INCOMING), by);
  }

  private static final String ONE_GROUP =
      """
      graph layer
      x: f32[batch, 3, 32, 32] = input
      weight: f32[16, 3, 5, 5] = parameter zeros()
      bias: f32[16] = parameter zeros()
      xs: f32[batch, 1, 3, 32, 32] = reshape(x)
      ws: f32[1, 16, 3, 5, 5] = reshape(weight)
      z: f32[batch, 1, 16, 28, 28] = [g < 1, f < 16, i < 28, j < 28] sum[c < 3, u < 5, v < 5] ws[g, f, c, u, v] * xs[g, c, i + u, j + v]
      y: f32[batch, 16, 28, 28] = reshape(z)
      out: f32[batch, 16, 28, 28] = [k < 16, i < 28, j < 28] y[k, i, j] + bias[k]
      output y = out
      """;

  @Test
  void forward() {
    assertEquals(
        """
        y: f32[batch, 16, 28, 28] = [f < 16, i < 28, j < 28] sum[c < 3, u < 5, v < 5] weight[f, c, u, v] * x[c, i + u, j + v]
        out: f32[batch, 16, 28, 28] = [k < 16, i < 28, j < 28] y[k, i, j] + bias[k]
        """,
        computed(Passes.optimize(GraphParser.parse(ONE_GROUP))));
  }

  @Test
  void backward() {
    assertEquals(
        """
        y: f32[batch, 16, 28, 28] = [f < 16, i < 28, j < 28] sum[c < 3, u < 5, v < 5] weight[f, c, u, v] * x[c, i + u, j + v]
        out: f32[batch, 16, 28, 28] = [k < 16, i < 28, j < 28] y[k, i, j] + bias[k]
        weight.grad: f32[16, 3, 5, 5] = [f < 16, c < 3, u < 5, v < 5] sum[batch, i < 28, j < 28] grad.y[f, i, j] * x[c, i + u, j + v]
        x.grad: f32[batch, 3, 32, 32] = [c < 3, h < 32, w < 32] sum[f < 16, u < 5, v < 5] weight[f, c, u, v] * grad.y[f, h - u, w - v]
        bias.grad: f32[16] = [k < 16] sum[batch, i < 28, j < 28] grad.y[k, i, j]
        """,
        computed(Passes.optimize(training(GraphParser.parse(ONE_GROUP)))));
  }

  @Test
  void backwardOfSeveralGroupsKeepsOnlyTheReshapesThatMoveGroups() {
    Graph graph =
        GraphParser.parse(
            """
            graph layer
            x: f32[batch, 4, 8, 8] = input
            weight: f32[6, 2, 3, 3] = parameter zeros()
            xs: f32[batch, 2, 2, 8, 8] = reshape(x)
            ws: f32[2, 3, 2, 3, 3] = reshape(weight)
            z: f32[batch, 2, 3, 6, 6] = [g < 2, f < 3, i < 6, j < 6] sum[c < 2, u < 3, v < 3] ws[g, f, c, u, v] * xs[g, c, i + u, j + v]
            y: f32[batch, 6, 6, 6] = reshape(z)
            output y = y
            """);
    assertEquals(
        """
        z: f32[batch, 2, 3, 6, 6] = [g < 2, f < 3, i < 6, j < 6] sum[c < 2, u < 3, v < 3] weight[f + 3*g, c, u, v] * x[c + 2*g, i + u, j + v]
        y: f32[batch, 6, 6, 6] = reshape(z)
        ws.grad: f32[2, 3, 2, 3, 3] = [g < 2, f < 3, c < 2, u < 3, v < 3] sum[batch, i < 6, j < 6] grad.y[f + 3*g, i, j] * x[c + 2*g, i + u, j + v]
        xs.grad: f32[batch, 2, 2, 8, 8] = [g < 2, c < 2, h < 8, w < 8] sum[f < 3, u < 3, v < 3] weight[f + 3*g, c, u, v] * grad.y[f + 3*g, h - u, w - v]
        weight.grad: f32[6, 2, 3, 3] = reshape(ws.grad)
        x.grad: f32[batch, 4, 8, 8] = reshape(xs.grad)
        """,
        computed(Passes.optimize(training(graph))));
  }
}
