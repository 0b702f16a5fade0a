package dev.cnnc.runtime.argument;

import java.util.OptionalDouble;

/**
 * An argument of something that a script may name, such as an initializer or a schedule.
 *
 * @param value its default; empty if it has to be given
 * @param list whether it takes one or more numbers rather than one
 */
public record Argument(String name, OptionalDouble value, boolean list) {
  /** A number that has to be given. */
  public static Argument required(String name) {
    return new Argument(name, OptionalDouble.empty(), false);
  }

  /** A number with a default. */
  public static Argument optional(String name, double value) {
    return new Argument(name, OptionalDouble.of(value), false);
  }

  /** One or more numbers that have to be given. */
  public static Argument requiredList(String name) {
    return new Argument(name, OptionalDouble.empty(), true);
  }
}
