package dev.cnnc.prelink;

import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/** Records that the test compares as they are and linked. */
class Records implements Function<List<Object>, Object> {
  record Everything(
      boolean z, char c, byte b, short s, int i, float f, long l, double d, Object o, int[] a) {}

  record Empty() {}

  record Nested<T>(T value, Nested<T> next) {}

  /** What is written by hand stays. */
  record ByHand(int number, String ignored) {
    @Override
    public boolean equals(Object other) {
      return other instanceof ByHand hand && number == hand.number;
    }

    @Override
    public int hashCode() {
      return Objects.hash(number);
    }
  }

  @Override
  public Object apply(List<Object> v) {
    return new Everything(
        (boolean) v.get(0),
        (char) v.get(1),
        (byte) v.get(2),
        (short) v.get(3),
        (int) v.get(4),
        (float) v.get(5),
        (long) v.get(6),
        (double) v.get(7),
        v.get(8),
        (int[]) v.get(9));
  }

  /** Of three kinds, which the test compares with each other. */
  static List<Object> others() {
    return List.of(
        new Empty(),
        new Empty(),
        new Nested<>("a", null),
        new Nested<>("a", null),
        new Nested<>("a", new Nested<>("b", null)),
        new Nested<>(null, new Nested<>("b", null)),
        new ByHand(1, "x"),
        new ByHand(1, "y"),
        new ByHand(2, "x"));
  }
}
