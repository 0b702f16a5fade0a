package dev.cnnc.compiler.cases;

import dev.cnnc.runtime.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How far vector code and PyTorch's float32 are from float64: the largest error of a tensor
 * relative to its largest element, in units of 2⁻²⁴.
 */
final class Accuracy {
  private static final double UNIT = 0x1p-24;

  /** A tensor that is zero but for rounding has no relative error. */
  private static final double NEGLIGIBLE = 1e-6;

  private static final Pattern LAYER = Pattern.compile("(?:x \\|> |token \\|> )?(\\w+).*");

  /** What a row of a table tells of; in the order of its columns. */
  enum Kind {
    VALUE,
    INPUT_GRADIENT,
    PARAMETER_GRADIENT;

    static Kind of(String tensor) {
      if (!tensor.startsWith("grad.")) {
        return VALUE;
      }
      return tensor.startsWith("grad.op.") ? PARAMETER_GRADIENT : INPUT_GRADIENT;
    }
  }

  /**
   * @param ours the errors of vector code
   * @param torch those of PyTorch; as many
   */
  record Row(String name, List<Double> ours, List<Double> torch) {}

  private Accuracy() {}

  private static Map<String, Object> json() {
    try (InputStream file = Accuracy.class.getResourceAsStream("/cases/torch/errors.json")) {
      return CaseReader.object(Json.parse(new String(file.readAllBytes(), StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Value, gradient of inputs, and gradient of parameters of layers of realistic sizes. */
  static List<Row> sizes() {
    List<Row> rows = new ArrayList<>();
    for (Object json : (List<?>) json().get("sizes")) {
      SizedCase sized = SizedCase.read(CaseReader.object(json));
      Map<String, double[]> exact = InterpretedCase.run(sized.script(), sized.incoming());
      Map<String, double[]> actual =
          CompiledCase.run(sized.script(), sized.incoming(), CompiledCase.Code.VECTOR);
      Map<Kind, Double> ours = new LinkedHashMap<>();
      Map<Kind, Double> torch = new LinkedHashMap<>();
      for (String name : sized.torch().keySet()) {
        ours.merge(Kind.of(name), error(exact.get(name), actual.get(name)), Math::max);
        torch.merge(Kind.of(name), sized.torch().get(name), Math::max);
      }
      rows.add(new Row(sized.name(), inOrder(ours), inOrder(torch)));
    }
    return rows;
  }

  private static List<Double> inOrder(Map<Kind, Double> errors) {
    List<Double> list = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      list.add(errors.getOrDefault(kind, Double.NaN));
    }
    return list;
  }

  /** Value and worst gradient of each layer in {@code cases/torch/layers.jsonl}. */
  static List<Row> layers() {
    Map<String, double[]> ours = new LinkedHashMap<>();
    TorchCase.all()
        .forEach(
            torch -> {
              Matcher layer = LAYER.matcher(torch.name());
              if (!layer.matches()) {
                throw new AssertionError(torch.name());
              }
              double[] worst = ours.computeIfAbsent(layer.group(1), name -> new double[2]);
              Map<String, double[]> actual =
                  CompiledCase.run(torch.script(), torch.incoming(), CompiledCase.Code.VECTOR);
              torch
                  .expected()
                  .forEach(
                      (name, exact) -> {
                        int column = name.startsWith("grad.") ? 1 : 0;
                        double error = error(exact, actual.get(name));
                        worst[column] = Math.max(worst[column], error);
                      });
            });
    Map<String, Object> torch = CaseReader.object(json().get("layers"));
    List<Row> rows = new ArrayList<>();
    ours.forEach(
        (name, worst) -> {
          Map<String, Object> errors = CaseReader.object(torch.get(name));
          rows.add(
              new Row(
                  name,
                  List.of(worst[0], worst[1]),
                  List.of(number(errors.get("value")), number(errors.get("gradient")))));
        });
    return rows;
  }

  private static double number(Object json) {
    return ((Number) json).doubleValue();
  }

  private static double error(double[] exact, double[] actual) {
    double scale = 0;
    double error = 0;
    for (int i = 0; i < exact.length; i++) {
      scale = Math.max(scale, Math.abs(exact[i]));
      error = Math.max(error, Math.abs(actual[i] - exact[i]));
    }
    return scale < NEGLIGIBLE ? 0 : error / scale / UNIT;
  }
}
