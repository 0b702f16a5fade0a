package dev.cnnc.compiler.elaborate;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Changes to a script's settings from outside of it, as {@code --epochs 3} or {@code --set
 * classes=4}. A name is that of a setting of the train block, of an argument of its optimizer
 * ({@code lr}), of a parameter of the model, or of a setting of the data block – the first that
 * there is.
 *
 * @param values the texts of expressions of the language, by name
 */
public record Overrides(Map<String, String> values) {
  public static final Overrides NONE = new Overrides(Map.of());

  public Overrides {
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  /** These and one more. */
  public Overrides with(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(values);
    more.put(name, value);
    return new Overrides(more);
  }
}
