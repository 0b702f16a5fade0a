package dev.cnnc.compiler.autodiff;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.cnnc.compiler.graph.Graph;
import dev.cnnc.compiler.graph.GraphPrinter;
import dev.cnnc.compiler.graph.Value;
import dev.cnnc.compiler.interpret.GraphInterpreter;
import dev.cnnc.compiler.testing.RandomTensors;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Compares derived gradients with differences of the graph's values, in {@code double}. */
final class CentralDifferences {
  private static final double STEP = 1e-5;

  private final Graph graph;
  private final String output;
  private final int batch;
  private final Map<String, double[]> given;
  private final double[] weights;

  private CentralDifferences(
      Graph graph, String output, int batch, Map<String, double[]> given, Random random) {
    this.graph = graph;
    this.output = output;
    this.batch = batch;
    this.given = given;
    this.weights = evaluate(given).clone();
    for (int i = 0; i < weights.length; i++) {
      boolean finite = Double.isFinite(weights[i]);
      weights[i] = finite ? (float) (2 * random.nextDouble() - 1) : 0;
    }
  }

  /**
   * Checks the gradient of one output, in a random direction, by every value of {@code by}.
   *
   * @return the graph with the gradients
   */
  static Graph check(Graph graph, String output, List<Value> by, int batch, Random random) {
    return check(graph, output, by, batch, RandomTensors.given(graph, batch, random), random);
  }

  static Graph check(
      Graph graph,
      String output,
      List<Value> by,
      int batch,
      Map<String, double[]> given,
      Random random) {
    CentralDifferences differences = new CentralDifferences(graph, output, batch, given, random);
    Graph gradients =
        Differentiate.gradients(graph, Map.of(graph.outputs().get(output), Seed.INCOMING), by);
    differences.check(gradients, by);
    return gradients;
  }

  private void check(Graph gradients, List<Value> by) {
    Map<String, double[]> all = new HashMap<>(given);
    gradients.inputs().stream()
        .filter(input -> !given.containsKey(input.name()))
        .forEach(seed -> all.put(seed.name(), weights));
    Map<String, double[]> derived = new LinkedHashMap<>();
    var evaluation = GraphInterpreter.run(gradients, batch, all, CentralDifferences::noise);
    evaluation.outputs().forEach(derived::put);
    graph.outputs().keySet().forEach(derived::remove);
    List<double[]> results = List.copyOf(derived.values());
    for (int v = 0; v < by.size(); v++) {
      double[] gradient = results.get(v);
      assertEquals(given.get(by.get(v).name()).length, gradient.length);
      for (int i = 0; i < gradient.length; i++) {
        compare(gradients, by.get(v), i, gradient[i]);
      }
    }
  }

  private void compare(Graph gradients, Value value, int element, double derived) {
    double below = weighted(value, element, -STEP);
    double at = weighted(value, element, 0);
    double above = weighted(value, element, STEP);
    double left = (at - below) / STEP;
    double right = (above - at) / STEP;
    double scale = 1 + Math.abs(left) + Math.abs(right);
    if (Math.abs(left - right) > 1e-2 * scale) {
      return;
    }
    assertEquals(
        (above - below) / (2 * STEP),
        derived,
        2e-5 * scale,
        () -> "by " + value.name() + " at " + element + " of\n" + GraphPrinter.print(gradients));
  }

  private double weighted(Value value, int element, double step) {
    Map<String, double[]> moved = new HashMap<>(given);
    double[] elements = given.get(value.name()).clone();
    elements[element] += step;
    moved.put(value.name(), elements);
    double[] out = evaluate(moved);
    double sum = 0;
    for (int i = 0; i < out.length; i++) {
      sum += weights[i] == 0 ? 0 : weights[i] * out[i];
    }
    return sum;
  }

  private double[] evaluate(Map<String, double[]> inputs) {
    return GraphInterpreter.run(graph, batch, inputs, CentralDifferences::noise).output(output);
  }

  /** The same number each time it is asked for. */
  static double noise(int stream, int element) {
    return new Random(31L * stream + element).nextDouble();
  }
}
