package dev.cnnc.compiler.schedule;

import dev.cnnc.compiler.graph.ElementType;
import dev.cnnc.compiler.graph.Value;
import dev.cnnc.runtime.program.Layout;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * An array that holds a value, and how. A value may have several: one that it is computed to, and
 * copies for kernels that want another order of axes.
 *
 * @param buffer the array's number in the program
 * @param haloBelow per axis, for how many positions below 0 a zero is stored
 * @param haloAbove per axis, for how many positions from the extent on a zero is stored
 * @param zeroTail whether what fills up the last group of interleaved examples is zero
 * @param numbers the elements of a value that the compiler knows; else empty
 */
record Storage(
    int buffer,
    Value value,
    Layout layout,
    List<Integer> haloBelow,
    List<Integer> haloAbove,
    boolean zeroTail,
    List<Double> numbers) {
  /** The number of the array of a value that is never stored. */
  static final int NOWHERE = -1;

  Storage {
    haloBelow = List.copyOf(haloBelow);
    haloAbove = List.copyOf(haloAbove);
    numbers = List.copyOf(numbers);
  }

  Storage(
      int buffer, Value value, Layout layout, List<Integer> haloBelow, List<Integer> haloAbove) {
    this(buffer, value, layout, haloBelow, haloAbove, false, List.of());
  }

  Storage withBuffer(int number) {
    return new Storage(number, value, layout, haloBelow, haloAbove, zeroTail, numbers);
  }

  /** The same array in another layout with the same halo. */
  Storage in(Layout other) {
    return new Storage(buffer, value, other, haloBelow, haloAbove, zeroTail, numbers);
  }

  /** The same array, of numbers that the compiler knows. */
  Storage withNumbers(List<Double> elements) {
    return new Storage(buffer, value, layout, haloBelow, haloAbove, zeroTail, elements);
  }

  /** The numbers by their positions, where the compiler knows them. */
  Optional<Place.Known> known() {
    return numbers.isEmpty()
        ? Optional.empty()
        : Optional.of(new Place.Known(numbers, layout.offset(), layout.strides().get(0)));
  }

  /** Whether there are zeros around the elements. */
  boolean hasHalo() {
    return Stream.of(haloBelow, haloAbove).flatMap(List::stream).anyMatch(width -> width > 0);
  }

  boolean integers() {
    return value.type() == ElementType.I32;
  }

  /** Whether positions in this range along an axis are elements or zeros of the halo. */
  boolean covers(int axis, Range range) {
    int extent = value.shape().extent(axis);
    return range.within(-haloBelow.get(axis), extent + haloAbove.get(axis));
  }

  /** The axis along which elements are next to each other, or -1. */
  int innermost() {
    for (int axis = 0; axis < layout.shape().size(); axis++) {
      if (layout.strides().get(axis) == 1 && layout.shape().get(axis) > 1) {
        return axis;
      }
    }
    return -1;
  }

  /** Whether whole vectors along the innermost axis can be stored without hitting anything else. */
  boolean storesVectors(int lanes) {
    int inner = innermost();
    if (lanes == 1 || inner < 0 || integers()) {
      return false;
    }
    int row = Layouts.roundUp(layout.shape().get(inner), lanes);
    int pitch = layout.length() - layout.offset();
    int last = 0;
    for (int axis = 0; axis < layout.shape().size(); axis++) {
      if (axis != inner && layout.shape().get(axis) > 1) {
        pitch = Math.min(pitch, layout.strides().get(axis));
        last += (layout.shape().get(axis) - 1) * layout.strides().get(axis);
      }
    }
    boolean halo = haloBelow.get(inner) > 0 || haloAbove.get(inner) > 0;
    return !halo && pitch >= row && layout.offset() + last + row <= layout.length();
  }
}
