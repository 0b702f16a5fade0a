package dev.cnnc.runtime.argument;

import java.util.OptionalDouble;

/**
 * An argument of something that a script may name, such as an initializer or a schedule.
 *
 * @param value its default; empty if it has to be given
 */
public record Argument(String name, OptionalDouble value, Kind kind) {
  /** What an argument takes. */
  public enum Kind {
    NUMBER,
    /** One or more numbers. */
    LIST,
    /** {@code true} or {@code false}, which count as 1 and 0. */
    TRUTH
  }

  /** A number that has to be given. */
  public static Argument required(String name) {
    return new Argument(name, OptionalDouble.empty(), Kind.NUMBER);
  }

  /** A number with a default. */
  public static Argument optional(String name, double value) {
    return new Argument(name, OptionalDouble.of(value), Kind.NUMBER);
  }

  /** One or more numbers that have to be given. */
  public static Argument requiredList(String name) {
    return new Argument(name, OptionalDouble.empty(), Kind.LIST);
  }

  /** {@code true} or {@code false}, with a default. */
  public static Argument truth(String name, boolean value) {
    return new Argument(name, OptionalDouble.of(value ? 1 : 0), Kind.TRUTH);
  }

  /** Whether it takes one or more numbers rather than one. */
  public boolean list() {
    return kind == Kind.LIST;
  }
}
