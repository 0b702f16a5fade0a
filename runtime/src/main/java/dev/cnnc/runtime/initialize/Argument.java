package dev.cnnc.runtime.initialize;

import java.util.OptionalDouble;

/**
 * An argument of an initializer.
 *
 * @param value its default; empty if it has to be given
 */
public record Argument(String name, OptionalDouble value) {
  static Argument required(String name) {
    return new Argument(name, OptionalDouble.empty());
  }

  static Argument optional(String name, double value) {
    return new Argument(name, OptionalDouble.of(value));
  }
}
