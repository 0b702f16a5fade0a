package dev.cnnc.compiler.optimize;

import dev.cnnc.compiler.graph.Affine;
import dev.cnnc.compiler.graph.Comprehensions;
import dev.cnnc.compiler.graph.Graph;
import dev.cnnc.compiler.graph.GraphBuilder;
import dev.cnnc.compiler.graph.Index;
import dev.cnnc.compiler.graph.Node;
import dev.cnnc.compiler.graph.Operation.Comprehension;
import dev.cnnc.compiler.graph.PreparedValues;
import dev.cnnc.compiler.graph.Reduction;
import dev.cnnc.compiler.graph.Scalar;
import dev.cnnc.compiler.graph.ScalarFunction;
import dev.cnnc.compiler.graph.Subscript;
import dev.cnnc.compiler.graph.Value;
import dev.cnnc.compiler.graph.algebra.Inside;
import dev.cnnc.compiler.graph.algebra.Ranges;
import dev.cnnc.compiler.graph.algebra.Scalars;
import dev.cnnc.compiler.graph.algebra.Substitution;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Moves what a sum is multiplied by into its weights, and adds up what is added to it, where both
 * follow from parameters and states alone, as in a normalization by running statistics:
 *
 * <pre>{@code
 * y[k, i, j] = sum[c, u, v] w[k, c, u, v] * x[c, i + u, j + v]
 * z[k, i, j] = max((y[k, i, j] - m[k]) * s[k] + b[k], 0)
 * }</pre>
 *
 * becomes {@code w'[k, c, u, v] = w[k, c, u, v] * s[k]} and {@code t[k] = b[k] - m[k] * s[k]},
 * computed once, and {@code z = max(sum[c, u, v] w'·x + t[k], 0)}.
 *
 * <p>Up to rounding. Where a product of a weight and its scale is too large for a {@code float},
 * though no result is, results become infinite.
 */
final class FoldScales {
  private final Graph graph;
  private final Set<Value> prepared;
  private final GraphBuilder nodes;
  private final Uses uses;

  private FoldScales(Graph graph, Set<Value> prepared) {
    this.graph = graph;
    this.prepared = prepared;
    nodes = GraphBuilder.rewriting(graph);
    uses = Uses.in(graph);
  }

  static Graph apply(Graph graph) {
    Set<Value> prepared = PreparedValues.of(graph);
    return prepared.isEmpty() ? graph : new FoldScales(graph, prepared).run();
  }

  private Graph run() {
    Map<Node, List<Fold>> folds = new HashMap<>();
    Set<Value> moved = new HashSet<>();
    for (Node node : graph.nodes()) {
      if (node.operation() instanceof Comprehension formula) {
        List<Fold> found = folds(formula);
        folds.put(node, found);
        found.forEach(fold -> moved.add(fold.sum().result()));
      }
    }
    for (Node node : graph.nodes()) {
      if (moved.contains(node.result())) {
        continue; // stands before its reader, where there is all that its weights follow from
      }
      Node current = node;
      for (Fold fold : folds.getOrDefault(node, List.of())) {
        current = fold(current, fold);
      }
      nodes.keep(current);
    }
    return graph.with(nodes.nodes());
  }

  /**
   * A sum to change.
   *
   * @param weight what the sum multiplies that follows from parameters
   * @param axes which index of the reader moves along which axis of the weight
   */
  private record Fold(
      Node sum, AffinePart affine, Scalar.Access weight, Map<String, Integer> axes) {}

  private List<Fold> folds(Comprehension reader) {
    List<Fold> folds = new ArrayList<>();
    List<Scalar.Access> accesses = Comprehensions.accesses(reader.body());
    for (Scalar.Access access : accesses) {
      Node producer = uses.producers().get(access.tensor());
      boolean once =
          uses.readers().get(access.tensor()) == 1
              && accesses.stream().filter(a -> a.tensor() == access.tensor()).count() == 1;
      if (once
          && producer.operation() instanceof Comprehension sum
          && sum.reduction() == Reduction.SUM
          && producer.result().batched()) {
        fold(reader, access, producer, sum).ifPresent(folds::add);
      }
    }
    return folds;
  }

  private Optional<Fold> fold(
      Comprehension reader, Scalar.Access access, Node producer, Comprehension sum) {
    Ranges ranges = Ranges.of(reader);
    AffinePart affine =
        AffinePart.around(access, reader.body(), scalar -> isPrepared(scalar, ranges));
    if (affine.scale() instanceof Scalar.Constant) {
      return Optional.empty();
    }
    Map<String, Index> own = new HashMap<>();
    for (int axis = 0; axis < access.subscripts().size(); axis++) {
      Index index = sum.free().get(axis);
      at(access.subscripts().get(axis)).ifPresent(name -> own.put(name, index));
    }
    Set<String> named = new HashSet<>();
    Comprehensions.forEachIndex(affine.scale(), named::add);
    List<Scalar.Access> reads = Comprehensions.accesses(sum.body());
    for (Scalar.Access weight : factors(sum.body())) {
      if (Collections.frequency(reads, weight) > 1) {
        continue; // its square would be scaled twice
      }
      Map<String, Integer> axes = new HashMap<>();
      for (String index : named) {
        axis(weight, own.get(index), extent(reader, index))
            .ifPresent(axis -> axes.put(index, axis));
      }
      if (prepared.contains(weight.tensor()) && axes.keySet().equals(named)) {
        return Optional.of(new Fold(producer, affine, weight, axes));
      }
    }
    return Optional.empty();
  }

  private boolean isPrepared(Scalar scalar, Ranges ranges) {
    return prepared.containsAll(Comprehensions.operands(scalar))
        && !Comprehensions.looksUp(scalar)
        && Inside.always(scalar, ranges);
  }

  private static int extent(Comprehension reader, String name) {
    return indices(reader).stream()
        .filter(index -> index.name().equals(name))
        .findFirst()
        .orElseThrow()
        .extent();
  }

  private static List<Index> indices(Comprehension reader) {
    List<Index> indices = new ArrayList<>(reader.free());
    indices.addAll(reader.reduced());
    return indices;
  }

  /** The name of the index that is a subscript, if it is one. */
  private static Optional<String> at(Subscript subscript) {
    return subscript instanceof Subscript.Position position
            && position.divisor() == 1
            && position.numerator().isIndex()
        ? Optional.of(position.numerator().toString())
        : Optional.empty();
  }

  /** The axis along which a read moves as an index does, from end to end. */
  private static Optional<Integer> axis(Scalar.Access weight, Index index, int extent) {
    for (int axis = 0; index != null && axis < weight.subscripts().size(); axis++) {
      boolean same = at(weight.subscripts().get(axis)).filter(index.name()::equals).isPresent();
      boolean whole = weight.tensor().shape().extent(axis) == extent && index.extent() == extent;
      if (same && whole) {
        return Optional.of(axis);
      }
    }
    return Optional.empty();
  }

  /** The reads that a product multiplies. */
  private static List<Scalar.Access> factors(Scalar body) {
    if (body instanceof Scalar.Access access) {
      return List.of(access);
    }
    List<Scalar.Access> factors = new ArrayList<>();
    if (body instanceof Scalar.Apply apply
        && (apply.function() == ScalarFunction.MULTIPLY
            || apply.function() == ScalarFunction.NEGATE)) {
      apply.arguments().forEach(argument -> factors.addAll(factors(argument)));
    }
    return factors;
  }

  /** Adds the nodes of the weights, the sum and the shift; returns what reads them. */
  private Node fold(Node reader, Fold fold) {
    Comprehension formula = (Comprehension) reader.operation();
    Comprehension sum = (Comprehension) fold.sum().operation();
    Value scaled = scaled(fold);
    nodes.keep(
        new Node(
            fold.sum().result(),
            Rewriting.replaceBody(
                sum,
                Scalars.rewrite(
                    sum.body(),
                    part ->
                        part.equals(fold.weight())
                            ? new Scalar.Access(scaled, fold.weight().subscripts())
                            : part))));
    Scalar shifted = Scalars.plus(access(fold), shift(fold, reader));
    Scalar body =
        Scalars.rewrite(formula.body(), part -> part.equals(fold.affine().part()) ? shifted : part);
    return new Node(reader.result(), Rewriting.replaceBody(formula, body));
  }

  private static Scalar access(Fold fold) {
    return Comprehensions.accesses(fold.affine().part()).stream()
        .filter(access -> access.tensor() == fold.sum().result())
        .findFirst()
        .orElseThrow();
  }

  private Value scaled(Fold fold) {
    Value weight = fold.weight().tensor();
    List<Index> free = new ArrayList<>();
    for (int axis = 0; axis < weight.shape().rank(); axis++) {
      free.add(new Index("r" + axis, weight.shape().extent(axis)));
    }
    Map<String, Subscript.Position> places = new HashMap<>();
    fold.axes().forEach((index, axis) -> places.put(index, position(free.get(axis).name())));
    Scalar scale = new Substitution(places).apply(fold.affine().scale());
    Scalar body = Scalars.times(read(weight, free), scale);
    return nodes.add(
        weight.name() + ".scaled",
        new Comprehension(free, Reduction.NONE, List.of(), false, body),
        fold.sum().result().origin());
  }

  /** What is added, as a value of its own where it is more than one number or one read. */
  private Scalar shift(Fold fold, Node reader) {
    Scalar shift = fold.affine().shift();
    if (!(shift instanceof Scalar.Apply)) {
      return shift;
    }
    Set<String> named = new HashSet<>();
    Comprehensions.forEachIndex(shift, named::add);
    List<Index> free = indices((Comprehension) reader.operation());
    free.removeIf(index -> !named.contains(index.name()));
    Value value =
        nodes.add(
            fold.sum().result().name() + ".shift",
            new Comprehension(free, Reduction.NONE, List.of(), false, shift),
            reader.result().origin());
    return read(value, free);
  }

  private static Scalar read(Value value, List<Index> indices) {
    return new Scalar.Access(
        value, indices.stream().map(index -> (Subscript) position(index.name())).toList());
  }

  private static Subscript.Position position(String index) {
    return new Subscript.Position(Affine.index(index));
  }
}
