package dev.cnnc.compiler.autodiff;

import dev.cnnc.compiler.graph.Index;
import dev.cnnc.compiler.graph.Shape;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Names for the indices of a tensor, where a formula gives none. */
final class AxisNames {
  private AxisNames() {}

  /** {@code h} for a vector, {@code h, w} for a matrix or an image, {@code c, h, w} for a map. */
  static String usual(int axis, int rank) {
    int fromEnd = rank == 1 ? 2 : rank - axis;
    return switch (fromEnd) {
      case 1 -> "w";
      case 2 -> "h";
      case 3 -> "c";
      case 4 -> "k";
      default -> "a" + (axis + 1);
    };
  }

  /** {@code name}, or with a number behind it if that is taken. */
  static String free(String name, Set<String> taken) {
    String candidate = name;
    for (int i = 2; taken.contains(candidate); i++) {
      candidate = name + "_" + i;
    }
    return candidate;
  }

  /** {@code name}, or with a number behind it if it is taken; it is taken afterwards. */
  static String fresh(String name, Set<String> taken) {
    String candidate = name;
    for (int i = 2; !taken.add(candidate); i++) {
      candidate = name + i;
    }
    return candidate;
  }

  static List<Index> of(Shape shape) {
    Set<String> taken = new HashSet<>();
    List<Index> axes = new ArrayList<>();
    for (int axis = 0; axis < shape.rank(); axis++) {
      axes.add(new Index(fresh(usual(axis, shape.rank()), taken), shape.extent(axis)));
    }
    return axes;
  }
}
