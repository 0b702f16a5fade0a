package dev.cnnc.compiler.schedule;

import dev.cnnc.compiler.graph.Affine;
import dev.cnnc.compiler.graph.Index;
import dev.cnnc.compiler.graph.Reduction;
import dev.cnnc.compiler.graph.Scalar;
import dev.cnnc.compiler.graph.Shape;
import dev.cnnc.compiler.graph.Subscript;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A reshape as loops that copy. Both shapes are cut into common factors where that is possible:
 * {@code [20, 4, 4]} and {@code [320]} into 20, 4 and 4, so that positions are linear in both.
 * Otherwise one loop runs over all elements and positions are computed by division.
 */
final class ReshapeNest {
  private final List<Index> indices = new ArrayList<>();
  private final Affine[] from;
  private final Affine[] to;

  private final int interleaved;

  private ReshapeNest(Shape from, Shape to, int interleaved) {
    this.interleaved = interleaved;
    this.from = zeros(from);
    this.to = zeros(to);
  }

  private static Affine[] zeros(Shape shape) {
    Affine[] zeros = new Affine[shape.rank()];
    Arrays.fill(zeros, Affine.constant(0));
    return zeros;
  }

  static Nest build(Storage from, Storage to, int lanes) {
    int interleaved =
        to.value().batched() ? Math.max(from.layout().interleaved(), to.layout().interleaved()) : 1;
    ReshapeNest reshape = new ReshapeNest(from.value().shape(), to.value().shape(), interleaved);
    Place source;
    Place target;
    if (reshape.factor(from.value().shape(), to.value().shape())) {
      source = reshape.place(from, reshape.from);
      target = reshape.place(to, reshape.to);
    } else {
      reshape.indices.clear();
      reshape.indices.add(new Index("n", (int) to.value().shape().size()));
      source = reshape.unravelled(from);
      target = reshape.unravelled(to);
    }
    if (interleaved > 1) {
      reshape.indices.add(new Index(Schedule.MEMBER, interleaved));
    }
    Scalar.Access read = access(from);
    Scalar.Access self = access(to);
    boolean vectors = to.storesVectors(lanes);
    return new Nest(
        reshape.indices,
        to.value().batched(),
        interleaved,
        Reduction.NONE,
        List.of(),
        false,
        false,
        Affine.constant(0),
        read,
        Map.of(read, source),
        List.of(),
        List.of(),
        Optional.of(self),
        Optional.empty(),
        List.of(new Nest.Store(self, self, Optional.of(target), vectors)));
  }

  private static Scalar.Access access(Storage storage) {
    return new Scalar.Access(
        storage.value(),
        Arrays.stream(zeros(storage.value().shape()))
            .map(zero -> (Subscript) new Subscript.Position(zero))
            .toList());
  }

  /** Cuts the shapes into factors, from the last axis on; false if that does not come out even. */
  private boolean factor(Shape a, Shape b) {
    int i = a.rank() - 1;
    int j = b.rank() - 1;
    int restA = 1;
    int restB = 1;
    int doneA = 1;
    int doneB = 1;
    while (true) {
      for (; restA == 1 && i >= 0; i--) {
        restA = a.extent(i);
        doneA = 1;
      }
      for (; restB == 1 && j >= 0; j--) {
        restB = b.extent(j);
        doneB = 1;
      }
      int factor = Math.min(restA, restB);
      if (factor == 1) {
        return true;
      }
      if (restA % factor != 0 || restB % factor != 0) {
        return false;
      }
      String name = "n" + indices.size();
      indices.add(0, new Index(name, factor));
      from[i + 1] = from[i + 1].plus(Affine.index(name).times(doneA));
      to[j + 1] = to[j + 1].plus(Affine.index(name).times(doneB));
      restA /= factor;
      restB /= factor;
      doneA *= factor;
      doneB *= factor;
    }
  }

  private Affine start(Storage storage) {
    Affine start = Affine.constant(storage.layout().offset());
    return storage.value().batched()
        ? start.plus(BuildNest.start(storage.layout(), interleaved))
        : start;
  }

  private Place place(Storage storage, Affine[] positions) {
    Affine linear = start(storage);
    for (int axis = 0; axis < positions.length; axis++) {
      linear = linear.plus(positions[axis].times(storage.layout().strides().get(axis)));
    }
    return new Place(storage.buffer(), storage.integers(), linear, List.of());
  }

  /** {@code Σ stride · ((n / inner) mod extent)} */
  private Place unravelled(Storage storage) {
    List<Place.Offset> offsets = new ArrayList<>();
    int inner = 1;
    for (int axis = storage.value().shape().rank() - 1; axis >= 0; axis--) {
      int extent = storage.value().shape().extent(axis);
      int stride = storage.layout().strides().get(axis);
      offsets.add(new Place.Divided(Affine.index("n"), inner, axis == 0 ? 0 : extent, stride));
      inner *= extent;
    }
    return new Place(storage.buffer(), storage.integers(), start(storage), offsets);
  }
}
