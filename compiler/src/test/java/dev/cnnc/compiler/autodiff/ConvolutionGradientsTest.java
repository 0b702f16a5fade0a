package dev.cnnc.compiler.autodiff;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.cnnc.compiler.graph.Graph;
import dev.cnnc.compiler.graph.GraphParser;
import dev.cnnc.compiler.graph.GraphPrinter;
import dev.cnnc.compiler.graph.Value;
import dev.cnnc.compiler.interpret.GraphInterpreter;
import dev.cnnc.compiler.optimize.Passes;
import dev.cnnc.compiler.testing.RandomTensors;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * Both gradients of convolutions of every geometry: those of the scatter that defines them, and the
 * transposes of the two linear maps that a convolution is.
 */
class ConvolutionGradientsTest {
  private static final int BATCH = 2;

  /** One axis of a convolution. */
  record Axis(int size, int kernel, int stride, int padding, int dilation) {
    int out() {
      return Math.floorDiv(size + 2 * padding - dilation * (kernel - 1) - 1, stride) + 1;
    }

    /** {@code 2*i + 3*u - 1} */
    String position(String free, String tap) {
      return stride + "*" + free + " + " + dilation + "*" + tap + " - " + padding;
    }

    int position(int free, int tap) {
      return stride * free + dilation * tap - padding;
    }
  }

  record Convolution(int groups, int channels, int filters, Axis rows, Axis columns) {
    Graph graph() {
      String text =
          """
          graph conv
          x: f32[batch, C, H, W] = input
          weight: f32[K, Cg, R, S] = input
          xs: f32[batch, G, Cg, H, W] = reshape(x)
          ws: f32[G, Kg, Cg, R, S] = reshape(weight)
          z: f32[batch, G, Kg, P, Q] = [g < G, f < Kg, i < P, j < Q] sum[c < Cg, u < R, v < S] ws[g, f, c, u, v] * xs[g, c, rowAt, columnAt]
          y: f32[batch, K, P, Q] = reshape(z)
          output y = y
          """;
      return GraphParser.parse(
          text.replace("rowAt", rows.position("i", "u"))
              .replace("columnAt", columns.position("j", "v"))
              .replaceAll("\\bCg\\b", "" + channels)
              .replaceAll("\\bKg\\b", "" + filters)
              .replaceAll("\\bC\\b", "" + groups * channels)
              .replaceAll("\\bK\\b", "" + groups * filters)
              .replaceAll("\\bG\\b", "" + groups)
              .replaceAll("\\bH\\b", "" + rows.size)
              .replaceAll("\\bW\\b", "" + columns.size)
              .replaceAll("\\bR\\b", "" + rows.kernel)
              .replaceAll("\\bS\\b", "" + columns.kernel)
              .replaceAll("\\bP\\b", "" + rows.out())
              .replaceAll("\\bQ\\b", "" + columns.out()));
    }
  }

  @Provide
  Arbitrary<Convolution> convolutions() {
    Arbitrary<Axis> axes =
        Combinators.combine(
                Arbitraries.integers().between(1, 9),
                Arbitraries.integers().between(1, 4),
                Arbitraries.integers().between(1, 4),
                Arbitraries.integers().between(0, 3),
                Arbitraries.integers().between(1, 3))
            .as(Axis::new)
            .filter(axis -> axis.out() >= 1);
    Arbitrary<Integer> few = Arbitraries.integers().between(1, 3);
    return Combinators.combine(few, few, few, axes, axes).as(Convolution::new);
  }

  @Property(tries = 150)
  void gradientsAreThoseOfTheScatter(
      @ForAll("convolutions") Convolution convolution, @ForAll long seed) {
    Graph forward = convolution.graph();
    List<Value> by = new ArrayList<>(forward.inputs());
    Graph gradients =
        Differentiate.gradients(forward, Map.of(forward.outputs().get("y"), Seed.INCOMING), by);
    Graph optimized = Passes.optimize(gradients);
    Map<String, double[]> given = RandomTensors.given(gradients, BATCH, new Random(seed));
    double[] x = given.get("x");
    double[] weight = given.get("weight");
    double[] dy = given.get("grad.y");
    double[] dx = new double[x.length];
    double[] dweight = new double[weight.length];
    scatter(convolution, x, weight, dy, dx, dweight);

    for (Graph graph : List.of(gradients, optimized)) {
      var values = GraphInterpreter.run(graph, BATCH, given);
      assertArrayEquals(dx, values.output("grad.x"), 1e-11, () -> GraphPrinter.print(graph));
      assertArrayEquals(
          dweight, values.output("grad.weight"), 1e-11, () -> GraphPrinter.print(graph));
      double product = dot(values.output("y"), dy);
      assertEquals(product, dot(x, values.output("grad.x")), 1e-10);
      assertEquals(product, dot(weight, values.output("grad.weight")), 1e-10);
    }
  }

  /** A division is in the gradient of a strided convolution, a guard in no convolution's. */
  @Property(tries = 100)
  void gradientsNeedNoTests(@ForAll("convolutions") Convolution convolution) {
    Graph forward = convolution.graph();
    Graph gradients =
        Differentiate.gradients(
            forward, Map.of(forward.outputs().get("y"), Seed.INCOMING), forward.inputs());
    String text = GraphPrinter.print(Passes.optimize(gradients));
    boolean tests = text.contains("if ");
    assertEquals(false, tests, text);
  }

  private static void scatter(
      Convolution of, double[] x, double[] weight, double[] dy, double[] dx, double[] dweight) {
    Axis rows = of.rows;
    Axis columns = of.columns;
    int outs = rows.out() * columns.out();
    for (int n = 0; n < BATCH; n++) {
      for (int k = 0; k < of.groups * of.filters; k++) {
        for (int o = 0; o < outs; o++) {
          double gradient = dy[(n * of.groups * of.filters + k) * outs + o];
          for (int c = 0; c < of.channels; c++) {
            int channel = k / of.filters * of.channels + c;
            for (int u = 0; u < rows.kernel; u++) {
              for (int v = 0; v < columns.kernel; v++) {
                int h = rows.position(o / columns.out(), u);
                int w = columns.position(o % columns.out(), v);
                if (h >= 0 && h < rows.size && w >= 0 && w < columns.size) {
                  int at =
                      ((n * of.groups * of.channels + channel) * rows.size + h) * columns.size + w;
                  int tap = ((k * of.channels + c) * rows.kernel + u) * columns.kernel + v;
                  dx[at] += weight[tap] * gradient;
                  dweight[tap] += x[at] * gradient;
                }
              }
            }
          }
        }
      }
    }
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}
