package dev.cnnc.compiler.cases;

import dev.cnnc.compiler.Compilation;
import dev.cnnc.compiler.Compiler;
import dev.cnnc.grammar.source.SourceFile;
import dev.cnnc.runtime.json.Json;
import dev.cnnc.runtime.tensor.Tensor;
import dev.cnnc.runtime.weights.SafeTensors;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A folder of {@code cases/networks}: a network that PyTorch trained, and the same as a script.
 *
 * @param data the examples, the axis that counts them first, and outputs for all of them
 * @param batch how many examples a step takes
 * @param runs the trainings by name
 */
record PyTorchNetwork(
    Path folder, String script, Map<String, Tensor> data, int batch, Map<String, Run> runs) {
  private static final String LABEL = "label";

  /**
   * What an optimizer made of the network.
   *
   * @param optimizer as a script has it
   * @param clip likewise; empty if gradients are not clipped
   * @param losses before each step
   * @param lossNoise the relative error that float32 alone makes in each loss
   * @param ends parameters and states after the last step
   * @param endNoise the greatest error that float32 alone makes in any element of them
   */
  record Run(
      String optimizer,
      String clip,
      double[] losses,
      double[] lossNoise,
      Map<String, Tensor> ends,
      double endNoise) {}

  static PyTorchNetwork read(String name) throws IOException {
    Path folder;
    try {
      folder = Path.of(PyTorchNetwork.class.getResource("/cases/networks/" + name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
    Map<String, Object> json =
        CaseReader.object(Json.parse(Files.readString(folder.resolve("runs.json"))));
    Map<String, Tensor> ends = SafeTensors.read(folder.resolve("ends.safetensors")).tensors();
    Map<String, Run> runs = new LinkedHashMap<>();
    CaseReader.object(json.get("runs"))
        .forEach((run, parts) -> runs.put(run, run(run, CaseReader.object(parts), ends)));
    return new PyTorchNetwork(
        folder,
        Files.readString(folder.resolve("network.cnn")),
        SafeTensors.read(folder.resolve("data.safetensors")).tensors(),
        ((Number) json.get("batch")).intValue(),
        runs);
  }

  /** The variables of all runs are in one file, under {@code run/variable}. */
  private static Run run(String name, Map<String, Object> json, Map<String, Tensor> allEnds) {
    Map<String, Tensor> ends = new LinkedHashMap<>();
    allEnds.forEach(
        (path, end) -> {
          if (path.startsWith(name + "/")) {
            ends.put(path.substring(name.length() + 1), end);
          }
        });
    return new Run(
        (String) json.get("optimizer"),
        (String) json.getOrDefault("clip", ""),
        numbers(json.get("loss")),
        numbers(json.get("relative_float32_noise_of_loss")),
        ends,
        ((Number) json.get("float32_noise_of_end")).doubleValue());
  }

  private static double[] numbers(Object list) {
    return ((List<?>) list).stream().mapToDouble(n -> ((Number) n).doubleValue()).toArray();
  }

  Compiler compiler() {
    return Compiler.of(new SourceFile("network.cnn", script));
  }

  Compilation training(Run run) {
    return run.clip().isEmpty()
        ? compiler().training("Network", Map.of(), "cross_entropy", run.optimizer())
        : compiler().training("Network", Map.of(), "cross_entropy", run.optimizer(), run.clip());
  }

  /** The name of the model's only input. */
  String input() {
    return data.containsKey("image") ? "image" : "tokens";
  }

  /** The examples of a step; the last batch of an epoch is smaller. */
  Map<String, Tensor> batch(int step) {
    int examples = data.get(LABEL).size();
    int from = step % ((examples + batch - 1) / batch) * batch;
    int to = Math.min(from + batch, examples);
    return Map.of(
        input(), rows(data.get(input()), from, to), LABEL, rows(data.get(LABEL), from, to));
  }

  private static Tensor rows(Tensor tensor, int from, int to) {
    int[] shape = tensor.shape().stream().mapToInt(Integer::intValue).toArray();
    int width = tensor.size() / shape[0];
    shape[0] = to - from;
    return tensor.isIntegers()
        ? Tensor.ofIntegers(Arrays.copyOfRange(tensor.integers(), from * width, to * width), shape)
        : Tensor.of(Arrays.copyOfRange(tensor.floats(), from * width, to * width), shape);
  }
}
