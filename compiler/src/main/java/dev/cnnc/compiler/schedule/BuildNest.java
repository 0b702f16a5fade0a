package dev.cnnc.compiler.schedule;

import dev.cnnc.compiler.graph.Affine;
import dev.cnnc.compiler.graph.Comprehensions;
import dev.cnnc.compiler.graph.ElementType;
import dev.cnnc.compiler.graph.Index;
import dev.cnnc.compiler.graph.Node;
import dev.cnnc.compiler.graph.Operation.Comprehension;
import dev.cnnc.compiler.graph.Reduction;
import dev.cnnc.compiler.graph.Scalar;
import dev.cnnc.compiler.graph.Subscript;
import dev.cnnc.compiler.graph.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Turns a piece of a comprehension's subscripts into positions in arrays. */
final class BuildNest {
  private final Node node;
  private final Comprehension comprehension;
  private final Piece piece;
  private final Function<Value, Storage> storages;
  private final Map<String, Integer> extents;
  private final Map<Scalar.Access, Place> places = new LinkedHashMap<>();
  private final Set<Guard> guards = new LinkedHashSet<>();

  private BuildNest(Node node, Piece piece, Function<Value, Storage> storages) {
    this.node = node;
    this.comprehension = (Comprehension) node.operation();
    this.piece = piece;
    this.storages = storages;
    this.extents = piece.extents();
  }

  /**
   * @param storages where each value is read
   * @param result where the result is stored
   */
  static Nest build(
      Node node, Piece piece, Function<Value, Storage> storages, Storage result, int lanes) {
    return new BuildNest(node, piece, storages).build(result, lanes);
  }

  private Nest build(Storage result, int lanes) {
    if (!piece.empty()) {
      for (Scalar.Access access : Comprehensions.accesses(comprehension.body())) {
        places.put(access, place(access));
      }
    }
    Scalar.Access self = identity(node.result(), comprehension.free());
    Place target = new Place(result.buffer(), false, linear(result, self), List.of());
    boolean search =
        comprehension.reduction() == Reduction.ARGMAX
            || comprehension.reduction() == Reduction.ARGMIN;
    return new Nest(
        piece.free(),
        node.result().batched(),
        comprehension.reduction(),
        piece.reduced(),
        comprehension.overBatch(),
        piece.empty(),
        search ? number() : Affine.constant(0),
        piece.rewrite(comprehension.body()),
        places,
        List.copyOf(guards),
        search ? Optional.empty() : Optional.of(self),
        search ? Optional.of(self) : Optional.empty(),
        List.of(new Nest.Store(self, target, result.storesVectors(lanes))));
  }

  /** {@code value[i, j, …]} for the free indices. */
  static Scalar.Access identity(Value value, List<Index> free) {
    List<Subscript> subscripts = new ArrayList<>();
    for (Index index : free) {
      subscripts.add(new Subscript.Position(Affine.index(index.name())));
    }
    return new Scalar.Access(value, subscripts);
  }

  /** {@code offset + Σ strides·position}, as far as positions are linear. */
  private Affine linear(Storage storage, Scalar.Access access) {
    Affine sum = Affine.constant(storage.layout().offset());
    for (int axis = 0; axis < access.subscripts().size(); axis++) {
      if (access.subscripts().get(axis) instanceof Subscript.Position position) {
        Subscript.Position own = piece.rewrite(position);
        if (own.divisor() == 1) {
          sum = sum.plus(own.numerator().times(storage.layout().strides().get(axis)));
        }
      }
    }
    if (access.tensor().batched()) {
      sum = sum.plus(Affine.index(Schedule.EXAMPLE).times(storage.layout().length()));
    }
    return sum;
  }

  private Place place(Scalar.Access access) {
    Storage storage = storages.apply(access.tensor());
    List<Place.Offset> offsets = new ArrayList<>();
    for (int axis = 0; axis < access.subscripts().size(); axis++) {
      int extent = access.tensor().shape().extent(axis);
      int stride = storage.layout().strides().get(axis);
      Subscript subscript = access.subscripts().get(axis);
      if (subscript instanceof Subscript.Lookup lookup) {
        String subject = lookup.position() + " in " + node.result().name();
        offsets.add(new Place.LookedUp(place(lookup.position()), extent, subject, stride));
      } else if (subscript instanceof Subscript.Position position) {
        Subscript.Position own = piece.rewrite(position);
        guard(own, axis, storage, access);
        if (own.divisor() > 1) {
          offsets.add(new Place.Divided(own.numerator(), own.divisor(), 0, stride));
        }
      }
    }
    return new Place(
        storage.buffer(),
        access.tensor().type() == ElementType.I32,
        linear(storage, access),
        offsets);
  }

  /** Sees to it that a read is an element or, where that makes the term zero, a zero. */
  private void guard(Subscript.Position own, int axis, Storage storage, Scalar.Access access) {
    Range range = Range.of(own.numerator(), extents);
    int extent = access.tensor().shape().extent(axis);
    boolean inside = own.divisor() == 1 && range.within(0, extent);
    boolean zero =
        own.divisor() == 1
            && comprehension.reduction() == Reduction.SUM
            && storage.covers(axis, range)
            && Vanishing.vanishes(comprehension.body(), access);
    if (!inside && !zero) {
      guards.add(
          new Guard(own.numerator(), Math.multiplyExact(extent, own.divisor()), own.divisor()));
    }
  }

  /** The term's number: the batch slowest, then the reduced indices in their order. */
  private Affine number() {
    Affine number = Affine.constant(0);
    int factor = 1;
    List<Index> reduced = comprehension.reduced();
    for (int i = reduced.size() - 1; i >= 0; i--) {
      number = number.plus(piece.rewrite(Affine.index(reduced.get(i).name())).times(factor));
      factor = Math.multiplyExact(factor, reduced.get(i).extent());
    }
    return comprehension.overBatch()
        ? number.plus(Affine.index(Schedule.EXAMPLE).times(factor))
        : number;
  }
}
