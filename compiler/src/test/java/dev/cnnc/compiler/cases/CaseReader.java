package dev.cnnc.compiler.cases;

import dev.cnnc.compiler.cases.NumericCase.Tensor;
import dev.cnnc.runtime.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Reads the files under {@code cases}; its README says what is in them. */
final class CaseReader {
  private CaseReader() {}

  /** The layers of {@code gradients}; the training run is not one. */
  static List<NumericCase> gradients() {
    return files("gradients").stream()
        .map(CaseReader::json)
        .filter(json -> json.containsKey("op"))
        .map(CaseReader::gradientCase)
        .toList();
  }

  static List<NumericCase> onnx() {
    return files("onnx").stream().map(CaseReader::json).map(CaseReader::onnxCase).toList();
  }

  /** The file {@code train_cnn_adam.json}. */
  static Map<String, Object> trainingRun() {
    return files("gradients").stream()
        .map(CaseReader::json)
        .filter(json -> json.containsKey("net"))
        .findFirst()
        .orElseThrow();
  }

  private static NumericCase gradientCase(Map<String, Object> json) {
    Map<String, Tensor> expected = new LinkedHashMap<>();
    expected.put("output", exact(json.get("output")));
    object(json.get("grad_inputs")).forEach((name, t) -> expected.put("grad." + name, exact(t)));
    object(json.get("grad_params")).forEach((name, t) -> expected.put("grad." + name, exact(t)));
    Map<String, Tensor> parameters = tensors(object(json.get("params")));
    object(json.getOrDefault("extra", Map.of()))
        .forEach(
            (name, t) -> {
              if (name.endsWith("_before")) {
                parameters.put(name.replace("_before", ""), single(t));
              } else {
                expected.put(name.replace("_after", ""), exact(t));
              }
            });
    return new NumericCase(
        (String) json.get("name"),
        (String) json.get("op"),
        new Attributes(object(json.get("attributes"))),
        tensors(object(json.get("inputs"))),
        parameters,
        expected,
        single(json.get("grad_output")).elements());
  }

  /** The operators' inputs have no common names, so they are called {@code x0}, {@code x1}, …. */
  private static NumericCase onnxCase(Map<String, Object> json) {
    Map<String, Tensor> inputs = new LinkedHashMap<>();
    for (Object input : (List<?>) json.get("inputs")) {
      inputs.put("x" + inputs.size(), single(input));
    }
    Object output = ((List<?>) json.get("outputs")).get(0);
    return new NumericCase(
        (String) json.get("name"),
        (String) json.get("op"),
        new Attributes(object(json.get("attributes"))),
        inputs,
        Map.of(),
        Map.of("output", single(output)),
        null);
  }

  static Map<String, Tensor> tensors(Map<String, Object> json) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    json.forEach((name, tensor) -> tensors.put(name, single(tensor)));
    return tensors;
  }

  /** What was given to the operator: numbers that a {@code float} holds. */
  static Tensor single(Object json) {
    Tensor tensor = exact(json);
    double[] rounded = tensor.elements().clone();
    for (int i = 0; i < rounded.length; i++) {
      rounded[i] = (float) rounded[i];
    }
    return new Tensor(tensor.shape(), rounded);
  }

  static Tensor exact(Object json) {
    Map<String, Object> tensor = object(json);
    List<Integer> shape =
        ((List<?>) tensor.get("shape")).stream().map(n -> ((Number) n).intValue()).toList();
    double[] elements =
        ((List<?>) tensor.get("values"))
            .stream().mapToDouble(n -> ((Number) n).doubleValue()).toArray();
    return new Tensor(shape, elements);
  }

  @SuppressWarnings("unchecked")
  static Map<String, Object> object(Object json) {
    return (Map<String, Object>) json;
  }

  private static Map<String, Object> json(Path file) {
    try {
      return object(Json.parse(Files.readString(file)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Path> files(String folder) {
    try {
      Path path = Path.of(CaseReader.class.getResource("/cases/" + folder).toURI());
      try (Stream<Path> files = Files.list(path)) {
        return new ArrayList<>(files.sorted().toList());
      }
    } catch (IOException | URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
