package dev.cnnc.compiler.schedule;

import dev.cnnc.compiler.graph.Affine;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Where in an array a nest reads or writes, given its indices.
 *
 * @param linear the position, but for {@code offsets}: an expression of the nest's indices and of
 *     {@link Schedule#EXAMPLE}
 * @param known the numbers of the array, where the compiler knows them
 */
record Place(
    int buffer, boolean integers, Affine linear, List<Offset> offsets, Optional<Known> known) {
  Place {
    offsets = List.copyOf(offsets);
  }

  Place(int buffer, boolean integers, Affine linear, List<Offset> offsets) {
    this(buffer, integers, linear, offsets, Optional.empty());
  }

  /** The same read elsewhere in its array. */
  Place at(Affine position, List<Offset> further) {
    return new Place(buffer, integers, position, further, known);
  }

  /** Numbers that lie {@code stride} apart from {@code offset} on, in a border of zeros. */
  record Known(List<Double> numbers, int offset, int stride) {
    Known {
      numbers = List.copyOf(numbers);
    }

    double at(int position) {
      int index = Math.floorDiv(position - offset, stride);
      return index < 0 || index >= numbers.size() ? 0 : numbers.get(index);
    }
  }

  /** Adds the numbers of the buffers that a read takes. */
  void addBuffers(Set<Integer> buffers) {
    buffers.add(buffer);
    for (Offset offset : offsets) {
      if (offset instanceof LookedUp lookedUp) {
        lookedUp.row().addBuffers(buffers);
      }
    }
  }

  /** What is added to a position that no linear expression gives. */
  sealed interface Offset {}

  /**
   * {@code stride · ((numerator / divisor) mod modulus)}, rounded towards zero.
   *
   * @param modulus 0 for none
   */
  record Divided(Affine numerator, int divisor, int modulus, int stride) implements Offset {}

  /**
   * {@code stride · row}, read from an {@code i32} array.
   *
   * @param subject names the row in the message of the error that a row beyond the extent is
   */
  record LookedUp(Place row, int extent, String subject, int stride) implements Offset {}
}
