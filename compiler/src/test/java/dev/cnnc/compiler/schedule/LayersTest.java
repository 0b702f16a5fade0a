package dev.cnnc.compiler.schedule;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cnnc.compiler.autodiff.Differentiate;
import dev.cnnc.compiler.autodiff.Seed;
import dev.cnnc.compiler.graph.Graph;
import dev.cnnc.compiler.graph.GraphParser;
import dev.cnnc.compiler.graph.Value;
import dev.cnnc.compiler.interpret.Evaluation;
import dev.cnnc.compiler.interpret.GraphInterpreter;
import dev.cnnc.compiler.optimize.Passes;
import dev.cnnc.compiler.testing.RandomTensors;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/**
 * Convolutions, pooling and dense layers of sizes that tiles do not divide, with the gradients of
 * everything: loops agree with the graph interpreter.
 */
class LayersTest {
  @Provide
  Arbitrary<Integer> lanes() {
    return Arbitraries.of(1, 4, 16);
  }

  @Property(tries = 20)
  void convolutionBiasAndRelu(
      @ForAll("lanes") int lanes,
      @ForAll @IntRange(min = 1, max = 2) int batch,
      @ForAll @IntRange(min = 1, max = 4) int channels,
      @ForAll @IntRange(min = 1, max = 36) int filters,
      @ForAll @IntRange(min = 5, max = 7) int height,
      @ForAll @IntRange(min = 5, max = 5) int width,
      @ForAll @IntRange(min = 1, max = 3) int kernel,
      @ForAll @IntRange(min = 1, max = 3) int stride,
      @ForAll @IntRange(min = 1, max = 2) int dilation,
      @ForAll @IntRange(min = 0, max = 2) int padding) {
    int high = (height + 2 * padding - dilation * (kernel - 1) - 1) / stride + 1;
    int wide = (width + 2 * padding - dilation * (kernel - 1) - 1) / stride + 1;
    String sizes = "f32[batch, %d, %d, %d]".formatted(filters, high, wide);
    String free = "[k < %d, i < %d, j < %d]".formatted(filters, high, wide);
    String graph =
        """
        graph convolution
        x: f32[batch, %d, %d, %d] = input
        weight: f32[%d, %d, %d, %d] = parameter zeros()
        bias: f32[%d] = parameter zeros()
        z: %s = %s sum[c < %d, u < %d, v < %d] weight[k, c, u, v] * x[c, %d*i + %d*u - %d, %d*j + %d*v - %d]
        s: %s = %s z[k, i, j] + bias[k]
        y: %s = %s max(s[k, i, j], 0)
        output y = y
        """
            .formatted(
                channels, height, width, filters, channels, kernel, kernel, filters, sizes, free,
                channels, kernel, kernel, stride, dilation, padding, stride, dilation, padding,
                sizes, free, sizes, free);
    compare(graph, lanes, batch);
  }

  @Property(tries = 20)
  void maximumAndMeanOverWindows(
      @ForAll("lanes") int lanes,
      @ForAll @IntRange(min = 1, max = 19) int channels,
      @ForAll @IntRange(min = 4, max = 9) int height,
      @ForAll @IntRange(min = 1, max = 3) int kernel,
      @ForAll @IntRange(min = 1, max = 3) int stride,
      @ForAll @IntRange(min = 0, max = 1) int padding) {
    int high = (height + 2 * padding - kernel) / stride + 1;
    String sizes = "f32[batch, %d, %d, %d]".formatted(channels, high, high);
    String free = "[c < %d, i < %d, j < %d]".formatted(channels, high, high);
    String window =
        "x[c, %d*i + u - %d, %d*j + v - %d]".formatted(stride, padding, stride, padding);
    String graph =
        """
        graph pooling
        x: f32[batch, %d, %d, %d] = input
        y: %s = %s max[u < %d, v < %d] %s
        total: %s = %s sum[u < %d, v < %d] %s
        n: f32[batch, %d, %d, %d] = %s count[u < %d, v < %d] %s
        mean: %s = %s (if n[c, i, j] > 0 then total[c, i, j] / n[c, i, j] else 0)
        output y = y
        output mean = mean
        """
            .formatted(
                channels, height, height, sizes, free, kernel, kernel, window, sizes, free, kernel,
                kernel, window, channels, high, high, free, kernel, kernel, window, sizes, free);
    compare(graph, lanes, 2);
  }

  @Property(tries = 20)
  void dense(
      @ForAll("lanes") int lanes,
      @ForAll @IntRange(min = 1, max = 11) int batch,
      @ForAll @IntRange(min = 1, max = 12) int inputs,
      @ForAll @IntRange(min = 1, max = 70) int outputs) {
    String graph =
        """
        graph dense
        x: f32[batch, %d, 2] = input
        flat: f32[batch, %d] = reshape(x)
        weight: f32[%d, %d] = parameter zeros()
        bias: f32[%d] = parameter zeros()
        z: f32[batch, %d] = [k < %d] sum[n < %d] weight[k, n] * flat[n]
        y: f32[batch, %d] = [k < %d] tanh(z[k] + bias[k])
        output y = y
        """
            .formatted(
                inputs,
                2 * inputs,
                outputs,
                2 * inputs,
                outputs,
                outputs,
                outputs,
                2 * inputs,
                outputs,
                outputs);
    compare(graph, lanes, batch);
  }

  private static void compare(String text, int lanes, int batch) {
    compare(text, ScheduleOptions.lanes(lanes), batch);
    compare(text, ScheduleOptions.lanes(lanes).withInterleaved(true), batch);
  }

  private static void compare(String text, ScheduleOptions options, int batch) {
    Graph forward = GraphParser.parse(text);
    Map<Value, Seed> seeds = new LinkedHashMap<>();
    forward.outputs().values().forEach(output -> seeds.put(output, Seed.INCOMING));
    List<Value> wanted = new ArrayList<>(forward.parameters());
    wanted.addAll(forward.inputs());
    Graph graph = Passes.optimize(Differentiate.gradients(forward, seeds, wanted));
    Map<String, double[]> given =
        RandomTensors.given(graph, batch, new Random(options.lanes() + batch));
    Evaluation expected = GraphInterpreter.run(graph, batch, given);
    LoopRun actual = LoopRun.run(Scheduler.schedule(graph, options), batch, given, 0);
    assertTrue(graph.outputs().size() >= forward.outputs().size() + 1);
    for (String output : graph.outputs().keySet()) {
      AgreementTest.assertClose(graph, output, expected.output(output), actual.output(output));
    }
  }
}
