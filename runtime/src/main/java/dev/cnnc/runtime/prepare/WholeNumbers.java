package dev.cnnc.runtime.prepare;

import java.util.List;
import java.util.Map;

/** Arguments that must be whole. */
final class WholeNumbers {
  private WholeNumbers() {}

  static int of(Map<String, List<Double>> arguments, String name) {
    return of(arguments.get(name).get(0), name);
  }

  static int of(double value, String name) {
    if (value != (int) value) {
      throw new IllegalArgumentException(name + " must be a whole number, found " + value);
    }
    return (int) value;
  }
}
