package dev.cnnc.compiler.optimize;

import dev.cnnc.compiler.graph.Affine;
import dev.cnnc.compiler.graph.Scalar;
import dev.cnnc.compiler.graph.Shape;
import dev.cnnc.compiler.graph.Subscript;
import dev.cnnc.compiler.graph.Subscript.Position;
import dev.cnnc.compiler.graph.Value;
import dev.cnnc.compiler.graph.algebra.Positions;
import dev.cnnc.compiler.graph.algebra.Ranges;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How the axes of a reshaped tensor correspond to those it had: runs of axes with the same product
 * of extents. In {@code [6, 4, 5] → [2, 3, 20]}, {@code 6} is {@code 2 · 3} and {@code 4 · 5} is
 * {@code 20}.
 */
final class AxisGroups {
  /** Axes {@code fromStart} to {@code fromEnd} (exclusive) are {@code toStart} to {@code toEnd}. */
  private record Group(int fromStart, int fromEnd, int toStart, int toEnd) {}

  private final Value from;
  private final Shape to;

  AxisGroups(Value from, Shape to) {
    this.from = from;
    this.to = to;
  }

  /**
   * The place in {@code from} of an access to the reshaped tensor; empty where that is no position.
   * It is the same place wherever the access is inside.
   */
  Optional<Scalar.Access> unshape(Scalar.Access access, Ranges ranges) {
    List<Subscript> subscripts = new ArrayList<>();
    for (Group group : groups()) {
      if (!unshape(group, access.subscripts(), ranges, subscripts)) {
        return Optional.empty();
      }
    }
    return Optional.of(new Scalar.Access(from, subscripts));
  }

  private List<Group> groups() {
    List<Group> groups = new ArrayList<>();
    int f = 0;
    int t = 0;
    while (f < from.shape().rank() || t < to.rank()) {
      int fromStart = f;
      int toStart = t;
      long inFrom = f < from.shape().rank() ? from.shape().extent(f++) : 1;
      long inTo = t < to.rank() ? to.extent(t++) : 1;
      while (inFrom != inTo) {
        if (inFrom < inTo) {
          inFrom *= from.shape().extent(f++);
        } else {
          inTo *= to.extent(t++);
        }
      }
      groups.add(new Group(fromStart, f, toStart, t));
    }
    return groups;
  }

  private boolean unshape(
      Group group, List<Subscript> read, Ranges ranges, List<Subscript> subscripts) {
    List<Subscript> longer = new ArrayList<>();
    Position linear = new Position(Affine.constant(0));
    for (int axis = group.toStart; axis < group.toEnd; axis++) {
      if (to.extent(axis) > 1) {
        longer.add(read.get(axis));
      }
      if (read.get(axis) instanceof Position position) {
        Position before = Positions.times(linear, to.extent(axis));
        linear = to.extent(axis) > 1 ? Positions.plus(before, position) : linear;
      }
    }
    boolean positions = longer.stream().allMatch(Position.class::isInstance);
    if (!positions && longer.size() > 1) {
      return false;
    }
    long left = 1;
    for (int axis = group.fromStart; axis < group.fromEnd; axis++) {
      left *= from.shape().extent(axis);
    }
    for (int axis = group.fromStart; axis < group.fromEnd; axis++) {
      int extent = from.shape().extent(axis);
      left /= extent;
      if (extent == 1) {
        subscripts.add(new Position(Affine.constant(0)));
      } else if (left == 1) {
        subscripts.add(positions ? linear : longer.get(0));
      } else {
        Optional<Affine> quotient = quotient(linear, left, ranges);
        if (!positions || quotient.isEmpty()) {
          return false;
        }
        subscripts.add(new Position(quotient.get()));
        linear = new Position(linear.numerator().minus(quotient.get().times((int) left)));
      }
    }
    return true;
  }

  /**
   * {@code floor(position / divisor)}, where the parts that {@code divisor} divides are all of it.
   */
  private static Optional<Affine> quotient(Position position, long divisor, Ranges ranges) {
    if (position.divisor() != 1) {
      return Optional.empty();
    }
    Map<String, Integer> whole = new HashMap<>();
    position
        .numerator()
        .forEach(
            (index, c) -> {
              if (c % divisor == 0) {
                whole.put(index, (int) (c / divisor));
              }
            });
    int constant = (int) Math.floorDiv((long) position.numerator().constant(), divisor);
    Affine quotient = Affine.of(whole, constant);
    Affine rest = position.numerator().minus(quotient.times((int) divisor));
    boolean fits = ranges.least(rest) >= 0 && ranges.greatest(rest) < divisor;
    return fits ? Optional.of(quotient) : Optional.empty();
  }
}
