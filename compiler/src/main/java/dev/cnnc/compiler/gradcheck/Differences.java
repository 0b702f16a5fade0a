package dev.cnnc.compiler.gradcheck;

import dev.cnnc.compiler.graph.Graph;
import dev.cnnc.compiler.graph.Node;
import dev.cnnc.compiler.graph.Value;
import dev.cnnc.compiler.interpret.GraphInterpreter;
import java.util.HashMap;
import java.util.Map;

/**
 * Differences of {@code f = Σ weights · outputs} where one tensor moves along a direction.
 *
 * <p>A derived slope {@code d} is right if {@code (f(h) - f(-h)) / 2h} is {@code d} for one of
 * several steps {@code h}, each ten times smaller than the one before: a smaller step is less
 * likely to cross a kink nearby. Where it is not, and the slopes of both sides, {@code (f(h) -
 * f(0)) / h} and {@code (f(0) - f(-h)) / h}, differ at the smallest step, the function has a kink
 * at this place.
 */
final class Differences {
  private static final double[] STEPS = {1e-5, 1e-6, 1e-7};
  private static final double RELATIVE = 1e-5;
  private static final double OF_LARGEST = 1e-7;
  private static final double OF_VALUE = 1e-8;
  private static final double KINK = 1e-2;

  /** What a comparison came to. */
  enum Verdict {
    AGREES,
    KINK,
    WRONG
  }

  /**
   * @param excess how many times the difference is what is allowed
   */
  record Result(Verdict verdict, double measured, double excess) {}

  private final Graph part;
  private final Value tensor;
  private final int batch;
  private final Map<String, double[]> given;
  private final Map<String, double[]> weights;
  private final double[] here;
  private final double value;

  /**
   * @param values all values of the graph where the tensor has not moved
   * @param weights for each output
   */
  Differences(
      Graph graph,
      Value tensor,
      int batch,
      Map<String, double[]> values,
      Map<String, double[]> weights) {
    this.part = DependentPart.of(graph, tensor);
    this.tensor = tensor;
    this.batch = batch;
    this.weights = weights;
    this.given = new HashMap<>();
    for (Node node : part.nodes()) {
      given.put(node.result().name(), values.get(node.result().name()));
    }
    this.here = values.get(tensor.name());
    this.value = at(new double[here.length], 0);
  }

  /**
   * @param largest the largest element of the tensor's gradient
   */
  Result compare(double[] direction, double derived, double largest) {
    double least = OF_LARGEST * largest + OF_VALUE * Math.max(1, Math.abs(value));
    Result best = new Result(Verdict.WRONG, Double.NaN, Double.POSITIVE_INFINITY);
    boolean kink = false;
    for (double step : STEPS) {
      double above = at(direction, step);
      double below = at(direction, -step);
      double measured = (above - below) / (2 * step);
      double allowed = least + RELATIVE * Math.max(Math.abs(derived), Math.abs(measured));
      double excess = Math.abs(derived - measured) / allowed;
      if (!(excess >= best.excess)) {
        best = new Result(Verdict.WRONG, measured, excess);
      }
      if (excess <= 1) {
        return new Result(Verdict.AGREES, measured, excess);
      }
      double right = (above - value) / step;
      double left = (value - below) / step;
      kink = Math.abs(right - left) > KINK * (Math.abs(right) + Math.abs(left)) + least;
    }
    return kink ? new Result(Verdict.KINK, best.measured, best.excess) : best;
  }

  private double at(double[] direction, double step) {
    double[] moved = here.clone();
    for (int i = 0; i < moved.length; i++) {
      moved[i] += step * direction[i];
    }
    given.put(tensor.name(), moved);
    Map<String, double[]> outputs = GraphInterpreter.run(part, batch, given).outputs();
    double sum = 0;
    for (Map.Entry<String, double[]> weight : weights.entrySet()) {
      double[] output = outputs.get(weight.getKey());
      for (int i = 0; i < output.length; i++) {
        sum += weight.getValue()[i] == 0 ? 0 : weight.getValue()[i] * output[i];
      }
    }
    return sum;
  }
}
