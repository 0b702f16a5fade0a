package dev.cnnc.compiler.schedule;

import dev.cnnc.compiler.graph.Shape;
import dev.cnnc.runtime.program.Layout;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Builds layouts. */
final class Layouts {
  /** Rows a multiple of this many numbers apart share few sets of a cache. */
  private static final int CONFLICT = 256;

  private Layouts() {}

  static int roundUp(int number, int multiple) {
    return (number + multiple - 1) / multiple * multiple;
  }

  /**
   * The axis for vectors: the first one (channels) if that fills at least half of its vectors, else
   * the one that fills its vectors best, the last of these if there are several. -1 for a scalar.
   *
   * @param strided axes along which no vectors can run, which count as if half of them were empty
   */
  static int innermostAxis(Shape shape, Set<Integer> strided, int lanes) {
    int best = -1;
    double bestUse = 0;
    for (int axis = 0; axis < shape.rank(); axis++) {
      double use = use(shape.extent(axis), lanes) * (strided.contains(axis) ? 0.5 : 1);
      if (axis == 0 && use >= 0.5) {
        return 0;
      }
      if (use >= bestUse) {
        best = axis;
        bestUse = use;
      }
    }
    return lanes == 1 && shape.rank() > 0 ? 0 : best;
  }

  private static double use(int extent, int lanes) {
    return (double) extent / roundUp(extent, lanes);
  }

  /**
   * The axes from the outermost to the innermost in memory: reversed, so that the first axis is
   * innermost; row-major if the last axis has to be innermost.
   */
  static List<Integer> order(int rank, int innermost) {
    List<Integer> order = new ArrayList<>();
    for (int axis = 0; axis < rank; axis++) {
      order.add(innermost == rank - 1 ? axis : rank - 1 - axis);
    }
    if (rank > 0) {
      order.remove((Integer) innermost);
      order.add(innermost);
    }
    return order;
  }

  /**
   * A layout with a border of zeros. The innermost axis is rounded up to whole vectors if it has no
   * border, and that leaves no more than three quarters unused or other axes have one, which
   * vectors that are stored must not reach; there is room for a vector that starts at the last
   * element.
   */
  static Layout build(
      Shape shape, int innermost, List<Integer> below, List<Integer> above, int lanes) {
    Integer[] strides = new Integer[shape.rank()];
    List<Integer> order = order(shape.rank(), innermost);
    boolean bordered = Stream.of(below, above).flatMap(List::stream).anyMatch(width -> width > 0);
    int stride = 1;
    int offset = 0;
    for (int place = order.size() - 1; place >= 0; place--) {
      int axis = order.get(place);
      if (lanes > 1 && place < order.size() - 1 && stride % (4 * CONFLICT) == 0) {
        stride += lanes;
      }
      strides[axis] = stride;
      offset = Math.addExact(offset, Math.multiplyExact(below.get(axis), stride));
      int border = below.get(axis) + above.get(axis);
      int extent = shape.extent(axis) + border;
      if (axis == innermost && border == 0 && (bordered || use(extent, lanes) >= 0.25)) {
        extent = roundUp(extent, lanes);
        if (lanes > 1 && shape.rank() > 1 && extent % CONFLICT == 0) {
          extent += lanes;
        }
      }
      stride = Math.multiplyExact(stride, extent);
    }
    int length =
        lanes == 1 || shape.rank() == 0 ? stride : Math.addExact(roundUp(stride, lanes), lanes);
    return new Layout(shape.extents(), List.of(strides), offset, length);
  }

  /**
   * A layout with {@code interleaved} examples next to each other: vectors run along these, so axes
   * need no padding and stay in their order.
   */
  static Layout interleaved(
      Shape shape, List<Integer> below, List<Integer> above, int interleaved) {
    Integer[] strides = new Integer[shape.rank()];
    int stride = interleaved;
    int offset = 0;
    for (int axis = shape.rank() - 1; axis >= 0; axis--) {
      if (axis < shape.rank() - 1 && stride % (4 * CONFLICT) == 0) {
        stride += interleaved;
      }
      strides[axis] = stride;
      offset = Math.addExact(offset, Math.multiplyExact(below.get(axis), stride));
      int extent = shape.extent(axis) + below.get(axis) + above.get(axis);
      stride = Math.multiplyExact(stride, extent);
    }
    return new Layout(shape.extents(), List.of(strides), offset, stride, interleaved);
  }
}
