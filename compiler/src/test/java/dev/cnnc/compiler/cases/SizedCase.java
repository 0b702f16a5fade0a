package dev.cnnc.compiler.cases;

import dev.cnnc.compiler.cases.NumericCase.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A layer of a size that networks have, with made-up numbers: one of {@code sizes} in {@code
 * cases/torch/errors.json}.
 *
 * @param torch how far PyTorch's float32 is from its float64, by tensor
 */
record SizedCase(String name, CaseScript script, double[] incoming, Map<String, Double> torch) {

  /** Draws what {@code errors.py} draws: multiples of 2⁻¹⁵ from −1 to 1. */
  private static final class Draw {
    private int state = 1;

    Tensor tensor(List<Integer> shape, double scale, double offset) {
      int count = shape.stream().reduce(1, Math::multiplyExact);
      double[] elements = new double[count];
      for (int i = 0; i < count; i++) {
        state = state * 1664525 + 1013904223;
        elements[i] = ((state >>> 16) / 32768.0 - 1) * scale + offset;
      }
      return new Tensor(shape, elements);
    }
  }

  static SizedCase read(Map<String, Object> json) {
    Draw draw = new Draw();
    Map<String, Tensor> given = new LinkedHashMap<>();
    StringBuilder model = new StringBuilder("model Case {\n");
    int batch = 0;
    for (Object input : list(json.get("inputs"))) {
      Tensor tensor = draw(draw, input, given);
      batch = tensor.shape().get(0);
      model.append("  input ").append(list(input).get(0)).append(": ");
      model.append(tensor.perExample("f32")).append('\n');
    }
    list(json.get("parameters")).forEach(parameter -> draw(draw, parameter, given));
    list(json.get("states")).forEach(state -> draw(draw, state, given));
    int labels = ((Number) json.get("labels")).intValue();
    if (labels > 0) {
      Tensor drawn = draw.tensor(List.of(batch), 1, 0);
      double[] classes = drawn.elements();
      for (int i = 0; i < batch; i++) {
        classes[i] = Math.floor((classes[i] + 1) / 2 * labels);
      }
      given.put("label", drawn);
      model.append("  input label: ").append(drawn.perExample("i32")).append('\n');
    }
    model.append("  output out = ").append(json.get("body")).append("\n}\n");
    Map<String, Double> errors = new LinkedHashMap<>();
    CaseReader.object(json.get("errors"))
        .forEach((name, error) -> errors.put(name, ((Number) error).doubleValue()));
    return new SizedCase(
        (String) json.get("name"),
        new CaseScript(model.toString(), batch, given, Map.of(), (Boolean) json.get("training")),
        draw.tensor(integers(json.get("out")), 1, 0).elements(),
        errors);
  }

  private static Tensor draw(Draw draw, Object json, Map<String, Tensor> given) {
    List<?> drawn = list(json);
    double scale = ((Number) drawn.get(2)).doubleValue();
    Tensor tensor =
        draw.tensor(integers(drawn.get(1)), scale, ((Number) drawn.get(3)).doubleValue());
    given.put((String) drawn.get(0), tensor);
    return tensor;
  }

  private static List<Integer> integers(Object json) {
    return list(json).stream().map(number -> ((Number) number).intValue()).toList();
  }

  private static List<?> list(Object json) {
    return (List<?>) json;
  }
}
