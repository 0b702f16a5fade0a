package dev.cnnc.compiler.testing;

import dev.cnnc.compiler.graph.Affine;
import dev.cnnc.compiler.graph.Comprehensions;
import dev.cnnc.compiler.graph.ElementType;
import dev.cnnc.compiler.graph.Graph;
import dev.cnnc.compiler.graph.Index;
import dev.cnnc.compiler.graph.Initializer;
import dev.cnnc.compiler.graph.Node;
import dev.cnnc.compiler.graph.Operation;
import dev.cnnc.compiler.graph.Origin;
import dev.cnnc.compiler.graph.Reduction;
import dev.cnnc.compiler.graph.Scalar;
import dev.cnnc.compiler.graph.ScalarFunction;
import dev.cnnc.compiler.graph.ScatterTerm;
import dev.cnnc.compiler.graph.Shape;
import dev.cnnc.compiler.graph.Subscript;
import dev.cnnc.compiler.graph.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitrary;

/**
 * Random graphs that can be evaluated: a few given tensors and one to three comprehensions with up
 * to four free and three reduced indices, every reduction, strides, dilations, paddings and
 * divisors, reads of rows chosen by data, sums over the batch, and bodies of several accesses. A
 * subscript has at most one free and one reduced index, as the language's layers do.
 */
public final class RandomGraphs {
  /** What may occur. */
  public enum Kind {
    /** Everything. */
    ANY,
    /**
     * Only what has a gradient almost everywhere: no ARGMAX, ARGMIN or COUNT, smooth bodies, sums
     * alone over the batch.
     */
    DIFFERENTIABLE
  }

  private final Choices choices;
  private final Kind kind;
  private final List<Node> nodes = new ArrayList<>();
  private final List<Value> readable = new ArrayList<>();
  private final Map<Value, Value> updates = new LinkedHashMap<>();

  private RandomGraphs(Choices choices, Kind kind) {
    this.choices = choices;
    this.kind = kind;
  }

  public static Arbitrary<Graph> graphs(Kind kind) {
    return Choices.choices().map(choices -> graph(choices, kind));
  }

  public static Graph graph(Choices choices, Kind kind) {
    return new RandomGraphs(choices, kind).build();
  }

  private Graph build() {
    given("x", true, new Operation.Input());
    given("layer_1.weight", false, new Operation.Parameter(initializer()));
    if (choices.oneIn(2)) {
      given("layer_1.state", false, new Operation.State(initializer()));
    }
    if (choices.oneIn(3)) {
      given("noise", choices.oneIn(2), new Operation.Uniform(choices.below(3)));
    }
    if (choices.oneIn(3)) {
      constant();
    }
    int count = choices.between(1, 3);
    Value last = null;
    for (int i = 1; i <= count; i++) {
      last = comprehension("layer_" + i + ".y");
    }
    if (choices.oneIn(4)) {
      last = scatter("scattered");
    }
    if (choices.oneIn(3)) {
      Shape flat = Shape.of((int) last.shape().size());
      Value value = new Value("flat", ElementType.F32, flat, last.batched(), Origin.NONE);
      nodes.add(new Node(value, new Operation.Reshape(last)));
      last = value;
    }
    return new Graph("random", nodes, Map.of("y", last), updates);
  }

  private Initializer initializer() {
    return choices.oneIn(2)
        ? new Initializer("zeros", new TreeMap<>())
        : new Initializer("uniform", new TreeMap<>(Map.of("lo", -0.1, "hi", 1.0 / 3)));
  }

  private Value given(String name, boolean batched, Operation operation) {
    List<Integer> extents = new ArrayList<>();
    for (int axis = choices.between(0, 3); axis > 0; axis--) {
      extents.add(choices.between(1, 5));
    }
    Value value = new Value(name, ElementType.F32, new Shape(extents), batched, Origin.NONE);
    nodes.add(new Node(value, operation));
    readable.add(value);
    return value;
  }

  private void constant() {
    List<Double> values = new ArrayList<>();
    for (int i = choices.between(1, 5); i > 0; i--) {
      values.add(choices.between(-4, 4) / 4.0);
    }
    Shape shape = Shape.of(values.size());
    Value value = new Value("table", ElementType.F32, shape, false, Origin.NONE);
    nodes.add(new Node(value, new Operation.Constant(values)));
    readable.add(value);
  }

  private Value comprehension(String name) {
    List<Index> free = indices("ijkl", choices.below(5), 4);
    Reduction reduction = choices.of(reductions());
    boolean reduces = reduction != Reduction.NONE;
    List<Index> reduced = reduces ? indices("uvw", choices.below(4), 3) : List.of();
    boolean mayRunOverBatch = kind == Kind.ANY ? reduces : reduction == Reduction.SUM;
    boolean overBatch = mayRunOverBatch && choices.oneIn(4);
    Scalar body =
        new Bodies(choices, kind, free, reduced, this::access, reduces).body(choices.between(0, 3));
    if (!reduces || choices.oneIn(2)) {
      body = Scalar.apply(ScalarFunction.TANH, body);
    }
    boolean batched = !overBatch && Comprehensions.batched(body);
    Shape shape = new Shape(free.stream().map(Index::extent).toList());
    Value value = new Value(name, ElementType.F32, shape, batched, Origin.NONE);
    nodes.add(
        new Node(value, new Operation.Comprehension(free, reduction, reduced, overBatch, body)));
    boolean mayBeInfinite = reduction == Reduction.MAX || reduction == Reduction.MIN;
    readable.add(mayBeInfinite ? bounded(value, free) : value);
    if (!batched) {
      nodes.stream()
          .filter(node -> node.operation() instanceof Operation.State)
          .map(Node::result)
          .filter(state -> state.shape().equals(shape))
          .forEach(state -> updates.put(state, value));
    }
    return value;
  }

  /** The extreme of no terms is infinite, and would become NaN in what reads it. */
  private Value bounded(Value value, List<Index> free) {
    List<Subscript> same = new ArrayList<>();
    free.forEach(index -> same.add(new Subscript.Position(Affine.index(index.name()))));
    Scalar body = Scalar.apply(ScalarFunction.TANH, new Scalar.Access(value, same));
    String name = value.name() + ".bounded";
    Value bounded = new Value(name, ElementType.F32, value.shape(), value.batched(), Origin.NONE);
    nodes.add(
        new Node(
            bounded, new Operation.Comprehension(free, Reduction.NONE, List.of(), false, body)));
    return bounded;
  }

  private List<Reduction> reductions() {
    return kind == Kind.DIFFERENTIABLE
        ? List.of(Reduction.SUM, Reduction.NONE, Reduction.MAX, Reduction.MIN)
        : List.of(Reduction.values());
  }

  /** Terms that are added to rows of a result; some go to rows that it does not have. */
  private Value scatter(String name) {
    List<Index> choosing = indices("uvw", choices.below(3), 4);
    List<Index> alone = indices("ij", choices.below(3), 4);
    List<Index> all = new ArrayList<>(choosing);
    all.addAll(alone);
    List<ScatterTerm> terms = new ArrayList<>();
    boolean overBatch = choices.oneIn(2);
    boolean batched = choices.oneIn(2);
    int rows = choices.between(1, 2);
    for (int term = choices.between(1, 2); term > 0; term--) {
      List<Subscript> target = new ArrayList<>();
      for (int row = 0; row < rows; row++) {
        int length = choices.between(1, 4);
        boolean perExample = batched || (overBatch && choices.oneIn(2));
        Shape shape = Shape.of(length);
        String tokens = "tokens_" + nodes.size();
        Value value = new Value(tokens, ElementType.I32, shape, perExample, Origin.NONE);
        nodes.add(new Node(value, new Operation.Input()));
        Affine place = Affine.constant(choices.below(length));
        if (!choosing.isEmpty()) {
          place = index(choosing, List.of(1, 1, -1)).plus(choices.below(3));
        }
        Subscript.Position position = new Subscript.Position(place);
        target.add(new Subscript.Lookup(new Scalar.Access(value, List.of(position))));
      }
      alone.forEach(i -> target.add(new Subscript.Position(Affine.index(i.name()))));
      Value tensor =
          choices.of(readable.stream().filter(v -> !v.batched() || batched || overBatch).toList());
      List<Subscript> read = new ArrayList<>();
      for (int extent : tensor.shape().extents()) {
        read.add(new Subscript.Position(inside(all, extent)));
      }
      terms.add(new ScatterTerm(all, overBatch, new Scalar.Access(tensor, read), target));
    }
    List<Integer> extents = new ArrayList<>();
    for (int row = 0; row < rows; row++) {
      extents.add(choices.between(1, 4));
    }
    alone.forEach(index -> extents.add(index.extent()));
    boolean perExample = batched && !overBatch;
    Value value = new Value(name, ElementType.F32, new Shape(extents), perExample, Origin.NONE);
    nodes.add(new Node(value, new Operation.Scatter(terms)));
    return value;
  }

  private List<Index> indices(String names, int count, int most) {
    List<Index> indices = new ArrayList<>();
    for (int i = 0; i < Math.min(count, names.length()); i++) {
      indices.add(new Index(names.substring(i, i + 1), choices.between(1, most)));
    }
    return indices;
  }

  /** A read of an earlier value; without a reduction, one that never falls outside. */
  private Scalar.Access access(List<Index> free, List<Index> reduced, boolean reduces) {
    Value tensor = readable.get(readable.size() - 1 - choices.below(readable.size()));
    List<Subscript> subscripts = new ArrayList<>();
    for (int extent : tensor.shape().extents()) {
      if (choices.oneIn(12)) {
        subscripts.add(lookup(extent, free));
      } else {
        subscripts.add(
            reduces
                ? anywhere(free, reduced, extent)
                : new Subscript.Position(inside(free, extent)));
      }
    }
    return new Scalar.Access(tensor, subscripts);
  }

  private Subscript lookup(int extent, List<Index> free) {
    String name = "rows_" + nodes.size();
    int length = free.isEmpty() ? 1 : free.get(0).extent();
    Value rows = new Value(name, ElementType.I32, Shape.of(length), true, Origin.NONE);
    nodes.add(new Node(rows, new Operation.Input()));
    Affine place = free.isEmpty() ? Affine.constant(0) : Affine.index(free.get(0).name());
    return new Subscript.Lookup(new Scalar.Access(rows, List.of(new Subscript.Position(place))));
  }

  private Affine inside(List<Index> free, int extent) {
    List<Index> fitting = free.stream().filter(index -> index.extent() <= extent).toList();
    if (fitting.isEmpty() || choices.oneIn(5)) {
      return Affine.constant(choices.below(extent));
    }
    Index index = choices.of(fitting);
    int room = extent - index.extent();
    return Affine.index(index.name()).plus(choices.between(0, room));
  }

  /** {@code (stride·free + dilation·reduced - padding) / divisor} */
  private Subscript anywhere(List<Index> free, List<Index> reduced, int extent) {
    Affine position = Affine.constant(0);
    if (!free.isEmpty() && !choices.oneIn(4)) {
      position = position.plus(index(free, List.of(1, 1, 2, 3, -1)));
    }
    if (!reduced.isEmpty() && !choices.oneIn(3)) {
      position = position.plus(index(reduced, List.of(1, 1, 2, -1)));
    }
    boolean constant = position.isConstant();
    position =
        position.plus(constant ? choices.below(extent) : choices.of(List.of(0, -1, 1, -2, 2)));
    return new Subscript.Position(position, constant ? 1 : choices.of(List.of(1, 1, 1, 1, 2, 3)));
  }

  private Affine index(List<Index> indices, List<Integer> coefficients) {
    return Affine.index(choices.of(indices).name()).times(choices.of(coefficients));
  }
}
