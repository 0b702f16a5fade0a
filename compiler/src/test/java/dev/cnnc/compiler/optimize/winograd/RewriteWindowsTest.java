package dev.cnnc.compiler.optimize.winograd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.cnnc.compiler.graph.Graph;
import dev.cnnc.compiler.graph.GraphParser;
import dev.cnnc.compiler.graph.GraphPrinter;
import dev.cnnc.compiler.interpret.Evaluation;
import dev.cnnc.compiler.interpret.GraphInterpreter;
import dev.cnnc.compiler.testing.Golden;
import dev.cnnc.compiler.testing.RandomTensors;
import dev.cnnc.compiler.testing.Scripts;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is rewritten computes what it did before; what has another form stays as it is. */
class RewriteWindowsTest {
  private static final int BATCH = 2;

  private static void assertSame(Graph graph, int rewritten) {
    for (WinogradChoice choice : new WinogradChoice[] {WinogradChoice.F2, WinogradChoice.F4}) {
      Graph optimized = Convolutions.optimized(graph, choice);
      assertEquals(rewritten, Convolutions.rewritten(optimized), GraphPrinter.print(optimized));
      assertSame(graph, optimized);
    }
  }

  private static void assertSame(Graph graph, Graph optimized) {
    String text = GraphPrinter.print(optimized);
    assertEquals(text, GraphPrinter.print(GraphParser.parse(text)));
    Map<String, double[]> given = RandomTensors.given(graph, BATCH, new Random(3));
    Evaluation expected = GraphInterpreter.run(graph, BATCH, given);
    Evaluation actual = GraphInterpreter.run(optimized, BATCH, given);
    assertEquals(graph.outputs().keySet(), optimized.outputs().keySet());
    for (String output : graph.outputs().keySet()) {
      double[] numbers = expected.output(output);
      double largest = Arrays.stream(numbers).map(Math::abs).max().orElse(0);
      double allowed = 1e-10 * Math.max(1, largest);
      assertArrayEquals(numbers, actual.output(output), allowed, output + " of\n" + text);
    }
  }

  @Property(tries = 60)
  void anySizes(
      @ForAll @IntRange(min = 1, max = 2) int groups,
      @ForAll @IntRange(min = 2, max = 3) int channels,
      @ForAll @IntRange(min = 2, max = 3) int filters,
      @ForAll @IntRange(min = 3, max = 5) int taps,
      @ForAll @IntRange(min = 5, max = 13) int height,
      @ForAll @IntRange(min = 5, max = 13) int width,
      @ForAll @IntRange(min = 0, max = 4) int top,
      @ForAll @IntRange(min = 0, max = 4) int left) {
    Graph graph =
        Convolutions.gradients(
            "[%d, %d, %d]".formatted(groups * channels, height, width),
            "conv2d(%d, kernel = %d, padding = (%d, %d), groups = %d)"
                .formatted(groups * filters, taps, top, left, groups));
    if (Math.min(height + 2 * top, width + 2 * left) >= 2 * taps - 1) {
      assertSame(graph, 3);
    } else {
      // A sum over fewer places than taps slides the result over the window.
      assertSame(graph, Convolutions.optimized(graph, WinogradChoice.F2));
      assertSame(graph, Convolutions.optimized(graph, WinogradChoice.F4));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "[3, 9, 10]    ; conv_transpose2d(2, kernel = 3, padding = 1)   ; 3",
        "[3, 7, 6]     ; conv_transpose2d(2, kernel = 3)                ; 3",
        "[3, 4, 5]     ; conv_transpose2d(2, kernel = 5)                ; 3",
        "[3, 5, 4]     ; conv_transpose2d(2, kernel = 4, padding = 1)   ; 3",
        "[2, 4, 6, 7]  ; conv3d(3, kernel = 3, padding = 1)            ; 3",
        "[2, 4, 6, 7]  ; conv3d(3, kernel = (1, 3, 3), padding = 0)    ; 3",
        "[2, 5, 6]     ; conv2d(3, 3, padding = 1) |> tanh |> conv2d(2, 3) ; 6"
      })
  void otherLayersOfTheForm(String shape, String pipeline, int rewritten) {
    assertSame(Convolutions.gradients(shape, pipeline), rewritten);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "conv2d(3, kernel = 3, stride = 2)",
        "conv2d(3, kernel = 3, stride = (1, 2))",
        "conv2d(3, kernel = 3, dilation = 2)",
        "conv2d(3, kernel = 2)",
        "conv2d(3, kernel = 6)",
        "conv2d(3, kernel = (3, 1))",
        "conv2d(3, kernel = (3, 5))",
        "conv2d(4, kernel = 3, groups = 4)",
        "maxpool2d(3, stride = 1)",
        "avgpool2d(3, stride = 1)"
      })
  void whatHasAnotherFormStays(String pipeline) {
    Graph graph = Convolutions.gradients("[4, 9, 9]", pipeline);
    assertEquals(
        GraphPrinter.print(Convolutions.optimized(graph, WinogradChoice.NONE)),
        GraphPrinter.print(Convolutions.optimized(graph, WinogradChoice.F4)));
  }

  private static final String CHANNELS_LAST =
      """
      layer last(x: f32[H, W, C]; filters: int) -> f32[H, W, filters] {
        param weight: f32[3, 3, filters, C] = ones
        output y[i, j, k] = sum[c, v < 3, u < 3] x[i + 1 - u, j + v - 1, c] * weight[v, u, k, c]
      }
      model M {
        input x: f32[5, 8, 3]
        output y = x |> last(2)
      }
      """;

  @Test
  void theOrderOfAxesAndFlippedWindowsAreFree() {
    assertSame(Convolutions.gradients(CHANNELS_LAST), 3);
  }

  /** Some of the terms of the sum, and an image that is larger than what they read. */
  @Test
  void aSumOverPartOfTheImage() {
    assertSame(
        GraphParser.parse(
            """
            graph part
            x: f32[batch, 3, 12, 12] = input
            dy: f32[batch, 2, 12, 12] = input
            g: f32[2, 3, 3, 3] = parameter zeros()
            y: f32[batch, 2, 7, 6] = [k < 2, h < 7, w < 6] sum[c < 3, u < 3, v < 3] g[k, c, u, v] * x[c, h + u, w + v + 2]
            dg: f32[2, 3, 3, 3] = [k < 2, c < 3, u < 3, v < 3] sum[batch, h < 7, w < 6] dy[k, h, w] * x[c, h + u, w + v + 2]
            output y = y
            output dg = dg
            """),
        1);
  }

  @ParameterizedTest
  @EnumSource(names = {"F2", "F4"})
  void theTilesOfAnImageServeItsLayerAndTheGradient(WinogradChoice choice) {
    Graph graph =
        Convolutions.optimized(
            Convolutions.gradients("[3, 8, 6]", "conv2d(2, kernel = 3, padding = 1)"), choice);
    long transformed =
        graph.nodes().stream()
            .filter(node -> node.result().name().matches(".*\\.(y|grad)\\.input(_\\d+)?"))
            .count();
    // Of the image, and of the gradient that comes in.
    assertEquals(2, transformed, GraphPrinter.print(graph));
    Golden.assertMatches(
        "graph/winograd_" + choice.name().toLowerCase() + ".graph", GraphPrinter.print(graph));
  }

  @Test
  void automaticWhereItPays() {
    assertEquals(3, automatic(32, 32, 16, 3));
    assertEquals(0, automatic(16, 32, 16, 3));
    assertEquals(0, automatic(32, 16, 16, 3));
    assertEquals(0, automatic(32, 32, 7, 3));
    assertEquals(3, automatic(20, 50, 12, 5));
    assertEquals(0, automatic(3, 32, 16, 5));
  }

  /** The gradient by the image is larger than what comes in; its tiles serve the filters too. */
  @Test
  void tilesOfASmallerImageAreAddedUp() {
    Graph graph = Convolutions.gradients("[20, 12, 12]", "conv2d(50, kernel = 5)");
    Graph optimized = Convolutions.optimized(graph, WinogradChoice.AUTO);
    String text = GraphPrinter.print(optimized);
    assertEquals(3, Convolutions.rewritten(optimized), text);
    for (String once : List.of(".input", ".filter", ".gradient", ".part")) {
      assertEquals(
          1,
          optimized.nodes().stream()
              .filter(node -> node.result().name().startsWith("conv2d_1") || once.equals(".part"))
              .filter(node -> node.result().name().endsWith(once))
              .count(),
          once + " in " + text);
    }
    assertSame(graph, optimized);
  }

  /** Where no gradients are computed, the filters are transformed once. */
  @Test
  void inferencePaysFromFewerChannelsOn() {
    for (int channels : new int[] {15, 16}) {
      Graph graph =
          Scripts.graph(
              """
              model M {
                input x: f32[16, 16, 16]
                output y = x |> conv2d(%d, kernel = 3, padding = 1)
              }
              """
                  .formatted(channels),
              "M",
              false);
      Graph optimized = Convolutions.optimized(graph, WinogradChoice.AUTO);
      assertEquals(channels < 16 ? 0 : 1, Convolutions.rewritten(optimized));
    }
  }

  /** Planes are transformed once for all places of a third axis that read them. */
  @Test
  void windowsOfThreeAxesPayFromFewerChannelsOn() {
    assertEquals(0, automatic(10, 10, 16, 3));
    Graph graph = Convolutions.gradients("[10, 8, 16, 16]", "conv3d(10, kernel = 3, padding = 1)");
    assertEquals(3, Convolutions.rewritten(Convolutions.optimized(graph, WinogradChoice.AUTO)));
  }

  private static int automatic(int channels, int filters, int size, int kernel) {
    Graph graph =
        Convolutions.gradients(
            "[%d, %d, %d]".formatted(channels, size, size),
            "conv2d(%d, kernel = %d, padding = %d)"
                .formatted(filters, kernel, kernel == 3 ? 1 : 0));
    return Convolutions.rewritten(Convolutions.optimized(graph, WinogradChoice.AUTO));
  }
}
