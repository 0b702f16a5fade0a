package dev.cnnc.compiler.graph;

import java.util.List;
import java.util.stream.Collectors;

/**
 * The extents of a tensor's axes, for one example: the batch axis is never part of a shape. A
 * scalar has no axes.
 */
public record Shape(List<Integer> extents) {
  public static final Shape SCALAR = new Shape(List.of());

  public Shape {
    extents = List.copyOf(extents);
    for (int extent : extents) {
      if (extent < 1) {
        throw new IllegalArgumentException("an axis needs at least one element: " + extents);
      }
    }
  }

  public static Shape of(Integer... extents) {
    return new Shape(List.of(extents));
  }

  public int rank() {
    return extents.size();
  }

  public int extent(int axis) {
    return extents.get(axis);
  }

  /** How many elements one example has. */
  public long size() {
    long size = 1;
    for (int extent : extents) {
      size = Math.multiplyExact(size, (long) extent);
    }
    return size;
  }

  // Asked for often; what records have of their own is slow until HotSpot has compiled it.
  @Override
  public boolean equals(Object object) {
    return object instanceof Shape other && extents.equals(other.extents);
  }

  @Override
  public int hashCode() {
    return extents.hashCode();
  }

  /** {@code [1, 28, 28]} */
  @Override
  public String toString() {
    return extents.stream().map(String::valueOf).collect(Collectors.joining(", ", "[", "]"));
  }
}
