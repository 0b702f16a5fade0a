package dev.cnnc.benchmarks.engine;

import dev.cnnc.benchmarks.network.Exchange;
import dev.cnnc.benchmarks.network.NetworkGraph;
import dev.cnnc.benchmarks.network.Operation;
import dev.cnnc.runtime.tensor.Tensor;
import dev.cnnc.runtime.weights.SafeTensors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * What an engine is made for.
 *
 * @param weightFile where the parameters come from
 * @param weights what is in it: the parameters by name
 * @param images f32[examples, channels, height, width]
 * @param labels i32[examples]
 * @param training whether it will train, or only infer
 */
public record Task(
    NetworkGraph network,
    Path weightFile,
    Map<String, Tensor> weights,
    Tensor images,
    Tensor labels,
    boolean training,
    int threads) {
  static final String WEIGHT = "weight";
  static final String BIAS = "bias";
  static final String RUNNING_MEAN = "running_mean";
  static final String RUNNING_VARIANCE = "running_var";

  /** Reads the files of {@link Exchange}. */
  public static Task read(Path folder, NetworkGraph network, boolean training, int threads)
      throws IOException {
    Path weightFile = Exchange.weightFile(folder, network);
    Map<String, Tensor> examples =
        SafeTensors.read(Exchange.exampleFile(folder, network)).tensors();
    return new Task(
        network,
        weightFile,
        new TreeMap<>(SafeTensors.read(weightFile).tensors()),
        examples.get(Exchange.IMAGES),
        examples.get(Exchange.LABELS),
        training,
        threads);
  }

  Tensor parameter(Operation operation, String part) {
    Tensor tensor = weights.get(operation.name() + "." + part);
    if (tensor == null) {
      throw new IllegalArgumentException("no parameter '" + operation.name() + "." + part + "'");
    }
    return tensor;
  }

  /** The pixels of the first examples. */
  float[] images(int batch) {
    return Arrays.copyOf(images.floats(), batch * network.imageSize());
  }

  int[] labels(int batch) {
    return Arrays.copyOf(labels.integers(), batch);
  }
}
