package dev.cnnc.compiler.elaborate;

import dev.cnnc.compiler.graph.Shape;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/** A value known at compile time. */
public sealed interface Constant extends Meaning {
  /**
   * A number. Whole numbers and others are not told apart until one is needed: {@code 6 / 2} may
   * stand where an int is expected, {@code 7 / 2} may not.
   */
  record Number(double value) implements Constant {
    /** Differences up to this fraction are taken for rounding, so that {@code 1/49*49} is 1. */
    private static final double NOISE = 1e-12;

    public Number {
      value += 0.0; // there is one zero only: -0.0 + 0.0 is 0.0
    }

    /** The nearest whole number where this differs from it by no more than rounding. */
    static double withoutNoise(double value) {
      double whole = Math.rint(value);
      return Math.abs(value - whole) <= NOISE * Math.max(1, Math.abs(value)) ? whole : value;
    }

    /** The value as an {@code int}; empty if it is not whole or out of range. */
    OptionalInt asInt() {
      double whole = withoutNoise(value);
      return whole == Math.rint(whole) && Math.abs(whole) <= Integer.MAX_VALUE
          ? OptionalInt.of((int) whole)
          : OptionalInt.empty();
    }

    @Override
    public String toString() {
      return value == Math.rint(value) && Math.abs(value) < 1e15
          ? String.valueOf((long) value)
          : String.valueOf(value);
    }
  }

  record Truth(boolean value) implements Constant {
    @Override
    public String toString() {
      return String.valueOf(value);
    }
  }

  record Text(String value) implements Constant {
    @Override
    public String toString() {
      return '"' + value + '"';
    }
  }

  record Tuple(List<Constant> elements) implements Constant {
    public Tuple {
      elements = List.copyOf(elements);
    }

    @Override
    public String toString() {
      return elements.stream().map(String::valueOf).collect(Collectors.joining(", ", "(", ")"));
    }
  }

  /** {@code none}: what a parameter is that is not given and has no other default. */
  record None() implements Constant {
    @Override
    public String toString() {
      return "none";
    }
  }

  static Constant of(double value) {
    return new Number(value);
  }

  static Constant of(boolean value) {
    return new Truth(value);
  }

  static Constant of(String value) {
    return new Text(value);
  }

  /** A tuple of the extents. */
  static Constant of(Shape shape) {
    return new Tuple(shape.extents().stream().map(e -> Constant.of(e)).toList());
  }

  /** Whether it can be computed with: a number, or a truth value, which counts as 1 or 0. */
  default boolean isNumeric() {
    return this instanceof Number || this instanceof Truth;
  }

  /** This as an int, where it is a whole number in range. */
  default Optional<Integer> toInt() {
    if (this instanceof Number number && number.asInt().isPresent()) {
      return Optional.of(number.asInt().getAsInt());
    }
    return Optional.empty();
  }

  /** What kind of value this is, for messages: {@code the number 1.5}. */
  default String describe() {
    if (this instanceof Number) {
      return "the number " + this;
    }
    if (this instanceof Text) {
      return "the string " + this;
    }
    return this instanceof Tuple ? "the tuple " + this : String.valueOf(this);
  }
}
