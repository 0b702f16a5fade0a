package dev.cnnc.compiler.command;

import dev.cnnc.compiler.graph.Graph;
import dev.cnnc.compiler.graph.Value;
import dev.cnnc.runtime.network.Network;
import dev.cnnc.runtime.tensor.Tensor;
import java.util.Map;

/**
 * A network that gives a score for each class, or the numbers of a regression.
 *
 * @param output the name of the scores, of shape {@code f32[classes]}
 */
record Classifier(Network network, String output) {
  private static final double NEARLY = 1e-3;

  /**
   * The first output of a model that is a vector; for a regression a scalar will do.
   *
   * @throws CommandFailure if there is none
   */
  static Classifier of(Network network, Graph model, boolean regression) {
    for (Map.Entry<String, Value> output : model.outputs().entrySet()) {
      int rank = output.getValue().shape().rank();
      if (output.getValue().batched() && (rank == 1 || regression && rank == 0)) {
        return new Classifier(network, output.getKey());
      }
    }
    throw new CommandFailure(
        "predict needs a model with an output f32["
            + (regression ? "numbers" : "classes")
            + "]; "
            + model.name()
            + " has the outputs "
            + model.outputs().values());
  }

  /** The output as it is. */
  float[] scores(Map<String, Tensor> inputs) {
    return network.forward(inputs).get(output).floats();
  }

  /** The probability of each class. */
  float[] probabilities(Map<String, Tensor> inputs) {
    float[] scores = scores(inputs);
    return isDistribution(scores) ? scores : softmax(scores);
  }

  /** Whether the network's last layer has made probabilities of its scores already. */
  private static boolean isDistribution(float[] scores) {
    double sum = 0;
    for (float score : scores) {
      if (score < 0) {
        return false;
      }
      sum += score;
    }
    return Math.abs(sum - 1) < NEARLY;
  }

  /** {@code p[k] = exp(x[k] − max x) / Σ exp(x − max x)} */
  private static float[] softmax(float[] scores) {
    double top = Double.NEGATIVE_INFINITY;
    for (float score : scores) {
      top = Math.max(top, score);
    }
    double sum = 0;
    for (float score : scores) {
      sum += Math.exp(score - top);
    }
    float[] probabilities = new float[scores.length];
    for (int k = 0; k < scores.length; k++) {
      probabilities[k] = (float) (Math.exp(scores[k] - top) / sum);
    }
    return probabilities;
  }
}
