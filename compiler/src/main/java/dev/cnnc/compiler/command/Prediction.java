package dev.cnnc.compiler.command;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a network sees in an image.
 *
 * @param number the class with the highest probability, the first of several
 * @param label its name, or its number where the script names none
 */
record Prediction(Path image, int number, String label, List<Float> probabilities) {
  Prediction {
    probabilities = List.copyOf(probabilities);
  }

  static Prediction of(Path image, float[] probabilities, List<String> labels) {
    int best = 0;
    List<Float> all = new ArrayList<>();
    for (int i = 0; i < probabilities.length; i++) {
      all.add(probabilities[i]);
      best = probabilities[i] > probabilities[best] ? i : best;
    }
    String label = best < labels.size() ? labels.get(best) : String.valueOf(best);
    return new Prediction(image, best, label, all);
  }

  float probability() {
    return probabilities.get(number);
  }

  Map<String, Object> toJson() {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("image", image.toString());
    object.put("class", number);
    object.put("label", label);
    object.put("probability", probability());
    object.put("probabilities", probabilities);
    return object;
  }
}
