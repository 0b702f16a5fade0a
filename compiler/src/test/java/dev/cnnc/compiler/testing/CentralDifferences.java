package dev.cnnc.compiler.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.cnnc.compiler.graph.Graph;
import dev.cnnc.compiler.graph.Value;
import dev.cnnc.compiler.interpret.GraphInterpreter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/** Gradients by their definition, to compare derived ones with. */
public final class CentralDifferences {
  private static final double STEP = 1e-5;

  private CentralDifferences() {}

  /**
   * The gradient of {@code Σ weight · output} with respect to a given tensor: for each element
   * {@code (f(x + h) - f(x - h)) / 2h}. Right to about 1e-9 for smooth graphs with values of
   * moderate size; wrong where the graph has a kink within {@code h}.
   *
   * @param weights per output of the graph, the incoming gradient; outputs that are not named do
   *     not count
   * @param tensor the name of an input, parameter or state
   */
  public static double[] gradient(
      Graph graph,
      int batch,
      Map<String, double[]> given,
      Map<String, double[]> weights,
      String tensor,
      long random) {
    Map<String, double[]> moved = new LinkedHashMap<>(given);
    double[] elements = given.get(tensor).clone();
    moved.put(tensor, elements);
    double[] gradient = new double[elements.length];
    for (int i = 0; i < elements.length; i++) {
      double at = elements[i];
      elements[i] = at + STEP;
      double above = weighted(graph, batch, moved, weights, random);
      elements[i] = at - STEP;
      double below = weighted(graph, batch, moved, weights, random);
      elements[i] = at;
      gradient[i] = (above - below) / (2 * STEP);
    }
    return gradient;
  }

  private static double weighted(
      Graph graph,
      int batch,
      Map<String, double[]> given,
      Map<String, double[]> weights,
      long random) {
    Map<String, double[]> outputs = GraphInterpreter.run(graph, batch, given, random).outputs();
    double sum = 0;
    for (Map.Entry<String, double[]> weight : weights.entrySet()) {
      double[] output = outputs.get(weight.getKey());
      for (int i = 0; i < output.length; i++) {
        sum += weight.getValue()[i] * output[i];
      }
    }
    return sum;
  }

  /** A random incoming gradient for every output of a graph. */
  public static Map<String, double[]> weights(Graph graph, int batch, Random random) {
    Map<String, double[]> weights = new LinkedHashMap<>();
    graph
        .outputs()
        .forEach(
            (name, value) ->
                weights.put(name, random.doubles(size(value, batch), -1, 1).toArray()));
    return weights;
  }

  /** How many elements a value has over a batch. */
  public static int size(Value value, int batch) {
    return Math.toIntExact(value.shape().size() * (value.batched() ? batch : 1));
  }

  /**
   * Compares element by element, relative to the larger of 1 and the expected value.
   *
   * @param what named in the message
   */
  public static void assertClose(
      String what, double[] expected, double[] actual, double tolerance) {
    assertEquals(expected.length, actual.length, what + ": number of elements");
    for (int i = 0; i < expected.length; i++) {
      double allowed = tolerance * Math.max(1, Math.abs(expected[i]));
      assertEquals(expected[i], actual[i], allowed, what + ", element " + i);
    }
  }
}
