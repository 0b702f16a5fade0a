package dev.cnnc.compiler.cases;

import dev.cnnc.compiler.cases.NumericCase.Tensor;
import dev.cnnc.runtime.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A layer with attributes drawn at random, and what PyTorch computes: a line of {@code
 * cases/torch/layers.jsonl}.
 *
 * @param name the value of the model's output in the language
 * @param incoming the gradient of the output
 * @param expected the output, the gradients, and states after the step, by their names in the model
 */
record TorchCase(
    String name, CaseScript script, double[] incoming, Map<String, double[]> expected) {
  static Stream<TorchCase> all() {
    try (InputStream lines = TorchCase.class.getResourceAsStream("/cases/torch/layers.jsonl")) {
      String text = new String(lines.readAllBytes(), StandardCharsets.UTF_8);
      return text.lines().map(line -> read(CaseReader.object(Json.parse(line))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static TorchCase read(Map<String, Object> json) {
    StringBuilder model = new StringBuilder("model Case {\n");
    Map<String, Tensor> given = new LinkedHashMap<>();
    int batch = 1;
    for (Map.Entry<String, Object> input : CaseReader.object(json.get("inputs")).entrySet()) {
      Tensor tensor = CaseReader.single(input.getValue());
      String type = (String) CaseReader.object(input.getValue()).get("type");
      batch = tensor.shape().get(0);
      given.put(input.getKey(), tensor);
      model.append("  input ").append(input.getKey()).append(": ");
      model.append(tensor.perExample(type)).append('\n');
    }
    given.putAll(CaseReader.tensors(CaseReader.object(json.get("parameters"))));
    model.append("  output out = ").append(json.get("body")).append("\n}\n");
    Map<String, double[]> expected = new LinkedHashMap<>();
    CaseReader.object(json.get("expected"))
        .forEach((name, tensor) -> expected.put(name, CaseReader.exact(tensor).elements()));
    return new TorchCase(
        (String) json.get("body"),
        new CaseScript(model.toString(), batch, given, Map.of(), (Boolean) json.get("training")),
        CaseReader.single(json.get("incoming")).elements(),
        expected);
  }

  @Override
  public String toString() {
    return name;
  }
}
