package dev.cnnc.compiler.elaborate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cnnc.compiler.graph.Operation;
import dev.cnnc.compiler.graph.Shape;
import dev.cnnc.compiler.interpret.GraphInterpreter;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Layers that are no windows, against loops and closed forms. */
class LibraryLayersTest {
  private static final int TRIES = 40;

  private static final Map<String, DoubleUnaryOperator> ACTIVATIONS = new HashMap<>();

  static {
    ACTIVATIONS.put("relu", x -> x > 0 ? x : 0);
    ACTIVATIONS.put("leaky_relu", x -> x > 0 ? x : 0.01 * x);
    ACTIVATIONS.put("relu6", x -> Math.min(Math.max(x, 0), 6));
    ACTIVATIONS.put("elu", x -> x > 0 ? x : Math.expm1(x));
    ACTIVATIONS.put("silu", x -> x / (1 + Math.exp(-x)));
    ACTIVATIONS.put("tanh", Math::tanh);
    ACTIVATIONS.put("sigmoid", x -> 1 / (1 + Math.exp(-x)));
    ACTIVATIONS.put("identity", x -> x);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"relu", "leaky_relu", "relu6", "elu", "silu", "tanh", "sigmoid", "identity"})
  void activations(String name) {
    LayerRun run = new LayerRun(name, 2, false, 5, List.of(Shape.of(3, 4)));
    double[] expected = Arrays.stream(run.given("x")).map(ACTIVATIONS.get(name)).toArray();
    assertArrayEquals(expected, run.output(), 1e-12);
  }

  /** gelu's tanh form is known to be within 1e-3 of the exact one. */
  @Test
  void geluApproximation() {
    LayerRun exact = new LayerRun("gelu", 2, false, 5, List.of(Shape.of(30)));
    LayerRun close =
        new LayerRun("gelu", 2, false, 5, List.of(Shape.of(30)), "approximate", "tanh");
    assertArrayEquals(exact.output(), close.output(), 1e-3);
  }

  @Property(tries = TRIES)
  void linear(
      @ForAll @IntRange(min = 1, max = 3) int rows,
      @ForAll @IntRange(min = 1, max = 4) int in,
      @ForAll @IntRange(min = 1, max = 4) int out,
      @ForAll long seed) {
    LayerRun run =
        new LayerRun("linear", 2, false, seed, List.of(Shape.of(rows, in)), "features", out);
    double[] expected = new double[2 * rows * out];
    for (int r = 0; r < 2 * rows; r++) {
      for (int k = 0; k < out; k++) {
        double sum = run.given("bias")[k];
        for (int n = 0; n < in; n++) {
          sum += run.given("weight")[k * in + n] * run.given("x")[r * in + n];
        }
        expected[r * out + k] = sum;
      }
    }
    assertArrayEquals(expected, run.output(), 1e-12);
  }

  @Property(tries = TRIES)
  void softmaxes(@ForAll @IntRange(min = -3, max = 2) int axis, @ForAll long seed) {
    int[] shape = {2, 3, 4};
    int a = axis < 0 ? axis + 3 : axis;
    LayerRun plain =
        new LayerRun("softmax", 1, false, seed, List.of(Shape.of(2, 3, 4)), "axis", axis);
    LayerRun log =
        new LayerRun("log_softmax", 1, false, seed, List.of(Shape.of(2, 3, 4)), "axis", axis);
    double[] x = plain.given("x");
    int stride = a == 0 ? 12 : a == 1 ? 4 : 1;
    double[] expected = new double[24];
    for (int i = 0; i < 24; i++) {
      int start = i - i / stride % shape[a] * stride;
      double total = 0;
      for (int k = 0; k < shape[a]; k++) {
        total += Math.exp(x[start + k * stride]);
      }
      expected[i] = Math.exp(x[i]) / total;
    }
    assertArrayEquals(expected, plain.output(), 1e-12);
    assertArrayEquals(Arrays.stream(expected).map(Math::log).toArray(), log.output(), 1e-12);
  }

  @Property(tries = TRIES)
  void pad2d(
      @ForAll @IntRange(min = -1, max = 2) int top,
      @ForAll @IntRange(min = -1, max = 2) int bottom,
      @ForAll @IntRange(min = -1, max = 2) int left,
      @ForAll @IntRange(min = -1, max = 2) int right,
      @ForAll @IntRange(min = 0, max = 1) int value,
      @ForAll long seed) {
    LayerRun run =
        new LayerRun(
            "pad2d",
            1,
            false,
            seed,
            List.of(Shape.of(2, 3, 4)),
            "top",
            top,
            "bottom",
            bottom,
            "left",
            left,
            "right",
            right,
            "value",
            value);
    int height = top + 3 + bottom;
    int width = left + 4 + right;
    double[] expected = new double[2 * height * width];
    for (int i = 0; i < expected.length; i++) {
      int h = i / width % height - top;
      int w = i % width - left;
      boolean inside = h >= 0 && h < 3 && w >= 0 && w < 4;
      expected[i] = inside ? run.given("x")[(i / width / height * 3 + h) * 4 + w] : value;
    }
    assertArrayEquals(expected, run.output(), 0);
  }

  @Property(tries = 20)
  void batchnormInTraining(
      @ForAll @IntRange(min = 2, max = 4) int batch,
      @ForAll @IntRange(min = 1, max = 3) int size,
      @ForAll long seed) {
    LayerRun run = new LayerRun("batchnorm", batch, true, seed, List.of(Shape.of(2, size)));
    double[] x = run.given("x");
    int n = batch * size;
    for (int c = 0; c < 2; c++) {
      double mean = 0;
      double square = 0;
      for (int i = 0; i < n; i++) {
        mean += x[(i / size * 2 + c) * size + i % size] / n;
      }
      for (int i = 0; i < n; i++) {
        square += Math.pow(x[(i / size * 2 + c) * size + i % size] - mean, 2);
      }
      for (int i = 0; i < n; i++) {
        int at = (i / size * 2 + c) * size + i % size;
        double expected =
            (x[at] - mean) / Math.sqrt(square / n + 1e-5) * run.given("weight")[c]
                + run.given("bias")[c];
        assertEquals(expected, run.output()[at], 1e-10);
      }
      assertEquals(
          0.9 * run.given("running_mean")[c] + 0.1 * mean,
          run.updates().get("running_mean")[c],
          1e-12);
      assertEquals(
          0.9 * run.given("running_var")[c] + 0.1 * square / (n - 1),
          run.updates().get("running_var")[c],
          1e-12);
    }
  }

  @Test
  void dropoutKeepsTheMeanAndZeroesTheRate() {
    LayerRun run = new LayerRun("dropout", 4, true, 3, List.of(Shape.of(50, 50)), "rate", 0.3);
    double[] x = run.given("x");
    int zeros = 0;
    for (int i = 0; i < x.length; i++) {
      if (run.output()[i] == 0) {
        zeros++;
      } else {
        assertEquals(x[i] / 0.7, run.output()[i], 1e-12);
      }
    }
    assertEquals(0.3, (double) zeros / x.length, 0.02);
    assertEquals(1, run.graph().nodes(Operation.Uniform.class).size());
  }

  @Test
  void dropoutDoesNothingInInference() {
    LayerRun run = new LayerRun("dropout", 1, false, 3, List.of(Shape.of(5)), "rate", 0.3);
    assertEquals(1, run.graph().nodes().size());
  }

  @Property(tries = TRIES)
  void crossEntropy(
      @ForAll @IntRange(min = 1, max = 5) int classes,
      @ForAll @IntRange(min = 0, max = 4) int label,
      @ForAll @IntRange(min = 0, max = 1) int smooth,
      @ForAll long seed) {
    Elaborator elaborator = Scripts.elaborator("");
    double smoothing = smooth * 0.2;
    var graph =
        elaborator.layer(
            "cross_entropy",
            List.of(Shape.of(classes), Shape.SCALAR),
            LayerRun.constants("label_smoothing", smoothing),
            true);
    double[] logits = new Random(seed).doubles(2 * classes, -3, 3).toArray();
    int[] labels = {label % classes, (label + 1) % classes};
    double loss =
        GraphInterpreter.run(
                graph, 2, Map.of("logits", logits, "label", new double[] {labels[0], labels[1]}))
            .output("loss")[0];
    double expected = 0;
    for (int n = 0; n < 2; n++) {
      double total = 0;
      for (int k = 0; k < classes; k++) {
        total += Math.exp(logits[n * classes + k]);
      }
      for (int k = 0; k < classes; k++) {
        double wanted = (k == labels[n] ? 1 - smoothing : 0) + smoothing / classes;
        expected -= wanted * Math.log(Math.exp(logits[n * classes + k]) / total) / 2;
      }
    }
    assertEquals(expected, loss, 1e-12);
  }

  @Test
  void hugeLogitsDoNotOverflow() {
    Elaborator elaborator = Scripts.elaborator("");
    var graph =
        elaborator.layer("cross_entropy", List.of(Shape.of(2), Shape.SCALAR), Map.of(), true);
    double loss =
        GraphInterpreter.run(
                graph, 1, Map.of("logits", new double[] {1e5, -1e5}, "label", new double[] {1}))
            .output("loss")[0];
    assertEquals(2e5, loss, 1e-6);
  }

  @Test
  void losses() {
    for (String reduction : List.of("mean", "sum")) {
      LayerRun mse =
          new LayerRun(
              "mse", 3, true, 7, List.of(Shape.of(2, 2), Shape.of(2, 2)), "reduction", reduction);
      LayerRun l1 =
          new LayerRun(
              "l1", 3, true, 7, List.of(Shape.of(2, 2), Shape.of(2, 2)), "reduction", reduction);
      double squares = 0;
      double sum = 0;
      for (int i = 0; i < 12; i++) {
        double difference = mse.given("prediction")[i] - mse.given("target")[i];
        squares += difference * difference;
        sum += Math.abs(difference);
      }
      int divisor = reduction.equals("mean") ? 12 : 1;
      assertEquals(squares / divisor, mse.output()[0], 1e-12);
      assertEquals(sum / divisor, l1.output()[0], 1e-12);
    }
  }

  @Test
  void layernorm() {
    LayerRun run = new LayerRun("layernorm", 2, false, 7, List.of(Shape.of(3, 2)));
    for (int n = 0; n < 2; n++) {
      double[] x = Arrays.copyOfRange(run.given("x"), 6 * n, 6 * n + 6);
      double mean = Arrays.stream(x).average().orElseThrow();
      double variance = Arrays.stream(x).map(v -> (v - mean) * (v - mean)).average().orElseThrow();
      for (int i = 0; i < 6; i++) {
        double expected =
            (x[i] - mean) / Math.sqrt(variance + 1e-5) * run.given("weight")[i]
                + run.given("bias")[i];
        assertEquals(expected, run.output()[6 * n + i], 1e-12);
      }
    }
  }

  @Test
  void upsampleRepeatsElements() {
    LayerRun run =
        new LayerRun(
            "upsample_nearest2d",
            1,
            false,
            7,
            List.of(Shape.of(2, 2, 3)),
            "scale",
            new int[] {2, 3});
    assertEquals(Shape.of(2, 4, 9), run.shape());
    for (int i = 0; i < 72; i++) {
      int source = (i / 36 * 2 + i / 9 % 4 / 2) * 3 + i % 9 / 3;
      assertEquals(run.given("x")[source], run.output()[i]);
    }
  }

  @Test
  void globalPools() {
    LayerRun average = new LayerRun("globalavgpool2d", 1, false, 7, List.of(Shape.of(2, 2, 3)));
    LayerRun most = new LayerRun("globalmaxpool2d", 1, false, 7, List.of(Shape.of(2, 2, 3)));
    for (int c = 0; c < 2; c++) {
      double[] channel = Arrays.copyOfRange(average.given("x"), 6 * c, 6 * c + 6);
      assertEquals(Arrays.stream(channel).average().orElseThrow(), average.output()[c], 1e-12);
      assertEquals(Arrays.stream(channel).max().orElseThrow(), most.output()[c]);
    }
    assertTrue(average.shape().equals(Shape.of(2, 1, 1)));
  }

  /** A class that is impossible, as one that is masked, does not make the loss of another NaN. */
  @Test
  void impossibleClassesDoNotCount() {
    for (Object[] arguments : new Object[][] {{}, {"ignore_index", 1}}) {
      LayerRun run = new LayerRun("nll", 2, true, 3, List.of(Shape.of(3), Shape.SCALAR), arguments);
      Map<String, double[]> given = new HashMap<>(run.given());
      double none = Double.NEGATIVE_INFINITY;
      given.put("log_probability", new double[] {-0.5, none, none, -0.25, none, -1});
      given.put("label", new double[] {0, arguments.length > 0 ? 1 : 2});
      double loss = GraphInterpreter.run(run.graph(), 2, given).get(run.result())[0];
      assertEquals(arguments.length > 0 ? 0.5 : 0.75, loss);
    }
  }
}
