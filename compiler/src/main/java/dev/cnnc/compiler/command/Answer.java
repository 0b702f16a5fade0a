package dev.cnnc.compiler.command;

import dev.cnnc.compiler.command.TextTable.Side;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a network says of one subject. */
interface Answer {
  /** The cells of its row in the table for people. */
  List<String> cells();

  /** On which side of its column each cell stands. */
  List<Side> sides();

  /** What is added to the subject in JSON. */
  Map<String, Object> toJson();

  /**
   * The class with the highest probability, the first of several.
   *
   * @param label its name, or its number where it has none
   */
  record Prediction(int number, String label, List<Float> probabilities) implements Answer {
    static Prediction of(float[] probabilities, List<String> labels) {
      int best = 0;
      for (int i = 0; i < probabilities.length; i++) {
        best = probabilities[i] > probabilities[best] ? i : best;
      }
      String label = best < labels.size() ? labels.get(best) : String.valueOf(best);
      return new Prediction(best, label, list(probabilities));
    }

    private float probability() {
      return probabilities.get(number);
    }

    @Override
    public List<String> cells() {
      return List.of(label, String.format(Locale.ROOT, "%.2f %%", 100 * probability()));
    }

    @Override
    public List<Side> sides() {
      return List.of(Side.LEFT, Side.RIGHT);
    }

    @Override
    public Map<String, Object> toJson() {
      Map<String, Object> object = new LinkedHashMap<>();
      object.put("class", number);
      object.put("label", label);
      object.put("probability", probability());
      object.put("probabilities", probabilities);
      return object;
    }
  }

  /** The numbers of a regression. */
  record Estimate(List<Float> values) implements Answer {
    static Estimate of(float[] values) {
      return new Estimate(list(values));
    }

    @Override
    public List<String> cells() {
      return values.stream().map(String::valueOf).toList();
    }

    @Override
    public List<Side> sides() {
      return values.stream().map(value -> Side.RIGHT).toList();
    }

    @Override
    public Map<String, Object> toJson() {
      return Map.of("values", values);
    }
  }

  private static List<Float> list(float[] values) {
    List<Float> list = new ArrayList<>();
    for (float value : values) {
      list.add(value);
    }
    return List.copyOf(list);
  }
}
