package dev.cnnc.benchmarks.network;

import dev.cnnc.runtime.tensor.Tensor;
import dev.cnnc.runtime.weights.SafeTensors;
import dev.cnnc.runtime.weights.TensorFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What all engines read, so that they compute the same: two safetensors files in a folder, one with
 * the parameters of a network, and its operations as text in the metadata; one with examples.
 */
public final class Exchange {
  /** In the examples' file: f32[examples, channels, height, width]. */
  public static final String IMAGES = "images";

  /** In the examples' file: i32[examples]. */
  public static final String LABELS = "labels";

  private static final String OPERATIONS = "operations";
  private static final int EXAMPLES = 64;

  private Exchange() {}

  public static Path weightFile(Path folder, NetworkGraph network) {
    return folder.resolve(network.name() + ".weights.safetensors");
  }

  public static Path exampleFile(Path folder, NetworkGraph network) {
    return folder.resolve(network.name() + ".examples.safetensors");
  }

  /** Writes both files; everything follows from the seed. */
  public static void write(Path folder, NetworkGraph network, long seed) throws IOException {
    Random random = new Random(seed);
    Map<String, Tensor> weights = new TreeMap<>();
    for (Operation operation : network.operations()) {
      operation
          .accept(new ParameterShapes())
          .forEach(
              (part, shape) ->
                  weights.put(operation.name() + "." + part, values(part, shape, random)));
    }
    String text =
        network.operations().stream().map(Operation::line).collect(Collectors.joining("\n"));
    SafeTensors.write(
        weightFile(folder, network), new TensorFile(weights, Map.of(OPERATIONS, text)));

    Tensor images = Tensor.zeros(EXAMPLES, network.channels(), network.extent(), network.extent());
    fill(images.floats(), 0, 1, random);
    Tensor labels = Tensor.zeroIntegers(EXAMPLES);
    for (int i = 0; i < EXAMPLES; i++) {
      labels.integers()[i] = random.nextInt(NetworkGraph.CLASSES);
    }
    SafeTensors.write(
        exampleFile(folder, network),
        new TensorFile(new TreeMap<>(Map.of(IMAGES, images, LABELS, labels)), Map.of()));
  }

  private static Tensor values(String part, int[] shape, Random random) {
    Tensor tensor = Tensor.zeros(shape);
    boolean matrix = shape.length > 1;
    switch (part) {
      case "weight" -> {
        double fanIn = (double) tensor.size() / shape[0];
        fill(tensor.floats(), matrix ? 0 : 1, matrix ? Math.sqrt(2 / fanIn) : 0.1, random);
      }
      case "running_var" -> {
        fill(tensor.floats(), 0, 0.2, random);
        for (int i = 0; i < tensor.size(); i++) {
          tensor.floats()[i] = 1 + Math.abs(tensor.floats()[i]);
        }
      }
      default -> fill(tensor.floats(), 0, 0.1, random);
    }
    return tensor;
  }

  private static void fill(float[] values, double mean, double deviation, Random random) {
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (mean + deviation * random.nextGaussian());
    }
  }
}
