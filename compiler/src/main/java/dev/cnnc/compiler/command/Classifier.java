package dev.cnnc.compiler.command;

import dev.cnnc.compiler.graph.ElementType;
import dev.cnnc.compiler.graph.Graph;
import dev.cnnc.compiler.graph.Shape;
import dev.cnnc.compiler.graph.Value;
import dev.cnnc.compiler.image.ImageFile;
import dev.cnnc.runtime.data.Transform;
import dev.cnnc.runtime.network.Network;
import dev.cnnc.runtime.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A network that is given an image and gives a score for each class.
 *
 * @param input the name of the image input
 * @param shape of the image: {@code [channels, height, width]} or {@code [height, width]}
 * @param output the name of the scores, of shape {@code f32[classes]}
 */
record Classifier(
    Network network, String input, Shape shape, String output, List<Transform> transforms) {
  private static final double NEARLY = 1e-3;

  /**
   * @throws CommandFailure if the model is not of this kind
   */
  static Classifier of(Network network, Graph model, List<Transform> transforms) {
    if (model.inputs().size() != 1 || model.inputs().get(0).type() != ElementType.F32) {
      throw unsuitable(model, "has the inputs " + model.inputs());
    }
    Value image = model.inputs().get(0);
    Shape shape = image.shape();
    int channels = shape.rank() == 3 ? shape.extent(0) : 1;
    if ((shape.rank() != 2 && shape.rank() != 3) || (channels != 1 && channels != 3)) {
      throw unsuitable(model, "has the input " + image);
    }
    return new Classifier(network, image.name(), shape, scores(model), transforms);
  }

  private static String scores(Graph model) {
    for (Map.Entry<String, Value> output : model.outputs().entrySet()) {
      if (output.getValue().shape().rank() == 1 && output.getValue().batched()) {
        return output.getKey();
      }
    }
    throw unsuitable(model, "has no output f32[classes]");
  }

  private static CommandFailure unsuitable(Graph model, String why) {
    return new CommandFailure(
        "predict needs a model with one image, f32[1, H, W] or f32[3, H, W], and an output"
            + " f32[classes]; "
            + model.name()
            + " "
            + why);
  }

  /**
   * The probability of each class.
   *
   * @throws IOException if the file is not an image
   */
  float[] probabilities(Path image) throws IOException {
    int channels = shape.rank() == 3 ? shape.extent(0) : 1;
    int height = shape.extent(shape.rank() - 2);
    int width = shape.extent(shape.rank() - 1);
    float[] pixels = ImageFile.read(image, channels).resized(height, width).values().clone();
    for (Transform transform : transforms) {
      transform.apply(pixels, 0, shape.extents());
    }
    Tensor example = Tensor.of(pixels, shape.extents().stream().mapToInt(e -> e).toArray());
    Tensor batch = Tensor.stack(List.of(example));
    float[] scores = network.forward(Map.of(input, batch)).get(output).floats();
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
