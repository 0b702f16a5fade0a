package dev.cnnc.compiler.command;

import dev.cnnc.runtime.metric.Measurement;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What the training of one combination of settings came to.
 *
 * @param settings their values, as they are written in a script
 * @param values {@code parameters}, {@code multiply_adds}, then what was measured: {@code
 *     train_loss}, {@code test_accuracy}, {@code seconds_per_epoch}, {@code seconds}; those that
 *     are known if the training failed
 * @param error why it failed, on one line
 */
record SweepRow(Map<String, String> settings, Map<String, Double> values, Optional<String> error) {
  static final String PARAMETERS = "parameters";
  static final String MULTIPLY_ADDS = "multiply_adds";
  static final String SECONDS_PER_EPOCH = "seconds_per_epoch";
  static final String SECONDS = "seconds";

  SweepRow {
    settings = new LinkedHashMap<>(settings);
    values = new LinkedHashMap<>(values);
  }

  /** Adds what was measured to the values, under names that begin with {@code part}. */
  static void add(Map<String, Double> values, String part, Measurement measurement) {
    measurement.values().forEach((metric, value) -> values.put(part + "_" + metric, value));
  }

  /** This row as JSON has it. */
  Map<String, Object> object() {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("settings", settings);
    values.forEach(object::put);
    error.ifPresent(reason -> object.put("error", reason));
    return object;
  }

  /**
   * The row that {@link #object} was made of.
   *
   * @throws ClassCastException if it is of another kind
   */
  static SweepRow of(Map<?, ?> object) {
    Map<String, String> settings = new LinkedHashMap<>();
    ((Map<?, ?>) object.get("settings"))
        .forEach((name, value) -> settings.put((String) name, (String) value));
    Map<String, Double> values = new LinkedHashMap<>();
    object.forEach(
        (name, value) -> {
          if (value == null || value instanceof Number) { // null stands for what is no number
            values.put((String) name, value == null ? Double.NaN : ((Number) value).doubleValue());
          }
        });
    return new SweepRow(settings, values, Optional.ofNullable((String) object.get("error")));
  }
}
