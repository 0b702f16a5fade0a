package dev.cnnc.compiler.schedule;

import dev.cnnc.compiler.graph.Affine;
import dev.cnnc.compiler.graph.Comprehensions;
import dev.cnnc.compiler.graph.ElementType;
import dev.cnnc.compiler.graph.Index;
import dev.cnnc.compiler.graph.Node;
import dev.cnnc.compiler.graph.Operation.Comprehension;
import dev.cnnc.compiler.graph.Reduction;
import dev.cnnc.compiler.graph.Scalar;
import dev.cnnc.compiler.graph.ScalarFunction;
import dev.cnnc.compiler.graph.Subscript;
import dev.cnnc.compiler.graph.Value;
import dev.cnnc.runtime.program.Layout;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Turns a piece of a comprehension's subscripts into positions in arrays. */
final class BuildNest {
  private final KernelGroup group;
  private final Comprehension comprehension;
  private final Piece piece;
  private final Function<Value, Storage> storages;
  private final Map<String, Integer> extents;
  private final Map<Scalar.Access, Place> places = new LinkedHashMap<>();
  private final Set<Guard> guards = new LinkedHashSet<>();
  private final Set<Guard> zeros = new LinkedHashSet<>();
  private final int interleaved;

  private BuildNest(KernelGroup group, Piece piece, Function<Value, Storage> storages) {
    this.group = group;
    this.comprehension = (Comprehension) group.root().operation();
    this.piece = piece;
    this.storages = storages;
    this.extents = piece.extents();
    this.interleaved = interleaved();
  }

  /**
   * @param storages where each value is read and stored
   */
  static Nest build(KernelGroup group, Piece piece, Function<Value, Storage> storages, int lanes) {
    return new BuildNest(group, piece, storages).build(lanes);
  }

  /** How many examples lie next to each other in any of the arrays. */
  private int interleaved() {
    Set<Value> values = new HashSet<>(group.members());
    for (Node node : group.nodes()) {
      values.addAll(node.operation().operands());
    }
    return values.stream()
        .filter(Value::batched)
        .mapToInt(value -> storages.apply(value).layout().interleaved())
        .max()
        .orElse(1);
  }

  private Nest build(int lanes) {
    if (!piece.empty()) {
      for (Scalar.Access access : Comprehensions.accesses(comprehension.body())) {
        places.put(access, place(access, true));
      }
    }
    Scalar.Access self = identity(group.root().result(), comprehension.free());
    List<Nest.Store> stores = new ArrayList<>();
    Set<Scalar.Access> computed = new LinkedHashSet<>();
    stores.add(store(self, self, lanes));
    computed.add(self);
    boolean onlySearch =
        comprehension.reduction() == Reduction.ARGMAX
            || comprehension.reduction() == Reduction.ARGMIN;
    Optional<Scalar.Access> first =
        onlySearch
            ? Optional.of(self)
            : group.search().map(node -> identity(node.result(), comprehension.free()));
    if (group.search().isPresent()) {
      stores.add(store(first.orElseThrow(), first.orElseThrow(), lanes));
      computed.add(first.orElseThrow());
    }
    for (Node epilogue : group.epilogues()) {
      Scalar body = FuseStores.renamed((Comprehension) epilogue.operation(), comprehension.free());
      for (Scalar.Access access : Comprehensions.accesses(body)) {
        if (!computed.contains(access)) {
          places.put(access, place(access, false));
        }
      }
      Scalar.Access own = identity(epilogue.result(), comprehension.free());
      stores.add(store(piece.rewrite(body), own, lanes));
      computed.add(own);
    }
    boolean batched = group.root().result().batched();
    return new Nest(
        batched ? withMember(piece.free()) : piece.free(),
        batched,
        interleaved,
        comprehension.reduction(),
        comprehension.overBatch() ? withMember(piece.reduced()) : piece.reduced(),
        comprehension.overBatch(),
        piece.empty(),
        first.isPresent() ? number() : Affine.constant(0),
        term(),
        places,
        List.copyOf(guards),
        List.copyOf(zeros),
        onlySearch ? Optional.empty() : Optional.of(self),
        first,
        stores);
  }

  private List<Index> withMember(List<Index> indices) {
    List<Index> all = new ArrayList<>(indices);
    if (interleaved > 1) {
      all.add(new Index(Schedule.MEMBER, interleaved));
    }
    return all;
  }

  /**
   * The body; in a sum over the batch, terms of what fills up the last group of examples must not
   * count: they vanish, where one of the values that they multiply is stored as zero there.
   */
  private Scalar term() {
    Scalar body = piece.rewrite(comprehension.body());
    boolean vanishes =
        Comprehensions.accesses(comprehension.body()).stream()
            .filter(access -> access.tensor().batched())
            .filter(access -> storages.apply(access.tensor()).zeroTail())
            .anyMatch(access -> Vanishing.vanishes(comprehension.body(), access));
    boolean sum = comprehension.reduction() == Reduction.SUM;
    if (interleaved == 1 || !comprehension.overBatch() || (sum && vanishes)) {
      return body;
    }
    return inBatch(
        body,
        switch (comprehension.reduction()) {
          case NONE, SUM -> 0;
          case PROD -> 1;
          case MAX -> Double.NEGATIVE_INFINITY;
          case MIN -> Double.POSITIVE_INFINITY;
          case COUNT, ARGMAX, ARGMIN ->
              throw new IllegalStateException(
                  "internal error: "
                      + comprehension.reduction()
                      + " over interleaved examples in "
                      + group.root().result());
        });
  }

  /** A value, or another for what fills up the last group of interleaved examples. */
  private Scalar inBatch(Scalar value, double otherwise) {
    Affine example = Affine.index(Schedule.EXAMPLE).times(interleaved);
    Scalar number = new Scalar.IndexValue(example.plus(Affine.index(Schedule.MEMBER)));
    Scalar condition =
        new Scalar.Apply(ScalarFunction.LESS, List.of(number, new Scalar.BatchSize()));
    return new Scalar.Apply(
        ScalarFunction.SELECT, List.of(condition, value, new Scalar.Constant(otherwise)));
  }

  /** Whether the examples that fill up the last group give zero, as what is read of them is. */
  private boolean isZeroAnyway(Value value) {
    return group.nodes().stream()
        .filter(node -> node.result().equals(value))
        .anyMatch(
            node ->
                Interleaving.isLinear(node)
                    && node.operation().operands().stream()
                        .filter(Value::batched)
                        .allMatch(operand -> storages.apply(operand).zeroTail()));
  }

  /** Whether the piece has all elements along an axis, next to each other, as one index. */
  private boolean isWhole(int axis) {
    return axis < 0 || piece.rewrite(Affine.index(comprehension.free().get(axis).name())).isIndex();
  }

  private Nest.Store store(Scalar value, Scalar.Access self, int lanes) {
    Storage storage = storages.apply(self.tensor());
    Optional<Place> place =
        group.stored().contains(self.tensor())
            ? Optional.of(new Place(storage.buffer(), false, linear(storage, self), List.of()))
            : Optional.empty();
    boolean masked =
        interleaved > 1
            && self.tensor().batched()
            && storage.zeroTail()
            && !isZeroAnyway(self.tensor());
    Scalar stored = masked ? inBatch(value, 0) : value;
    boolean vectors = storage.storesVectors(lanes) && isWhole(storage.innermost());
    return new Nest.Store(stored, self, place, vectors);
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
      sum = sum.plus(start(storage.layout(), interleaved));
    }
    return sum;
  }

  /**
   * Where an example begins.
   *
   * @param interleaved how many examples the nest takes together
   */
  static Affine start(Layout layout, int interleaved) {
    Affine example = Affine.index(Schedule.EXAMPLE);
    if (interleaved == 1) {
      return example.times(layout.length());
    }
    Affine member = Affine.index(Schedule.MEMBER);
    return layout.interleaved() == 1
        ? example.times(interleaved).plus(member).times(layout.length())
        : example.times(layout.length()).plus(member);
  }

  private Place place(Scalar.Access access, boolean guarded) {
    Storage storage = storages.apply(access.tensor());
    List<Place.Offset> offsets = new ArrayList<>();
    for (int axis = 0; axis < access.subscripts().size(); axis++) {
      int extent = access.tensor().shape().extent(axis);
      int stride = storage.layout().strides().get(axis);
      Subscript subscript = access.subscripts().get(axis);
      if (subscript instanceof Subscript.Lookup lookup) {
        String subject = lookup.position() + " in " + group.root().result().name();
        offsets.add(new Place.LookedUp(place(lookup.position(), guarded), extent, subject, stride));
      } else if (subscript instanceof Subscript.Position position) {
        Subscript.Position own = piece.rewrite(position);
        if (guarded) {
          guard(own, axis, storage, access);
        }
        if (own.divisor() > 1) {
          offsets.add(new Place.Divided(own.numerator(), own.divisor(), 0, stride));
        }
      }
    }
    return new Place(
        storage.buffer(),
        access.tensor().type() == ElementType.I32,
        linear(storage, access),
        offsets,
        storage.known());
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
    if (!inside && zero) {
      zeros.add(new Guard(own.numerator(), extent, 1));
    } else if (!inside) {
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
