package dev.cnnc.compiler.optimize;

import dev.cnnc.compiler.graph.Affine;
import dev.cnnc.compiler.graph.Comprehensions;
import dev.cnnc.compiler.graph.ElementType;
import dev.cnnc.compiler.graph.Graph;
import dev.cnnc.compiler.graph.GraphBuilder;
import dev.cnnc.compiler.graph.Index;
import dev.cnnc.compiler.graph.Node;
import dev.cnnc.compiler.graph.Operation.Comprehension;
import dev.cnnc.compiler.graph.Operation.Scatter;
import dev.cnnc.compiler.graph.Reduction;
import dev.cnnc.compiler.graph.Scalar;
import dev.cnnc.compiler.graph.ScatterTerm;
import dev.cnnc.compiler.graph.Subscript;
import dev.cnnc.compiler.graph.Subscript.Position;
import dev.cnnc.compiler.graph.Value;
import dev.cnnc.compiler.graph.algebra.Inside;
import dev.cnnc.compiler.graph.algebra.Ranges;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Adds terms where data say, in place of asking for each place which terms are its own: {@code
 * out[h, d] = sum[batch, t] (if h == token[t] then y[t, d] else 0)}, the gradient of a read of
 * {@code table[token[t], d]}, becomes {@code scatter[batch, t, d] y[t, d] to [token[t], d]}. That
 * costs the rows that are there, not all rows for each.
 *
 * <p>What is the same wherever a term goes is computed before, by a sum of its own over the indices
 * that choose no row. Sums change up to rounding; a term that goes nowhere is not computed with.
 */
final class ScatterSums {
  private final Graph graph;
  private final GraphBuilder nodes;

  private ScatterSums(Graph graph) {
    this.graph = graph;
    nodes = GraphBuilder.rewriting(graph);
  }

  static Graph apply(Graph graph) {
    return new ScatterSums(graph).run();
  }

  private Graph run() {
    for (Node node : graph.nodes()) {
      Optional<OneHotSum> found =
          node.operation() instanceof Comprehension sum ? OneHotSum.of(sum) : Optional.empty();
      nodes.keep(found.map(sum -> scatter(node.result(), sum)).orElse(node));
    }
    return graph.with(nodes.nodes());
  }

  private Node scatter(Value result, OneHotSum oneHot) {
    Comprehension sum = oneHot.sum();
    Set<String> choosing = new HashSet<>();
    oneHot.rows().values().forEach(row -> Comprehensions.forEachIndex(row, choosing::add));
    List<Index> outer = new ArrayList<>(sum.reduced());
    outer.removeIf(index -> !choosing.contains(index.name()));
    List<Index> inner = new ArrayList<>(sum.reduced());
    inner.removeAll(outer);
    boolean overBatch =
        sum.overBatch() && oneHot.rows().values().stream().anyMatch(Comprehensions::batched);
    List<Index> indices = new ArrayList<>(outer);
    List<Subscript> target = new ArrayList<>();
    for (Index index : sum.free()) {
      Scalar.Access row = oneHot.rows().get(index.name());
      target.add(
          row == null ? new Position(Affine.index(index.name())) : new Subscript.Lookup(row));
      if (row == null) {
        indices.add(index);
      }
    }
    Scalar.Access value =
        value(result, indices, inner, sum.overBatch() && !overBatch, oneHot.term());
    return new Node(
        result, new Scatter(List.of(new ScatterTerm(indices, overBatch, value, target))));
  }

  /** The terms to scatter: read as they are if they are a value's elements, else computed. */
  private Scalar.Access value(
      Value result, List<Index> indices, List<Index> inner, boolean overBatch, Scalar term) {
    boolean one = inner.isEmpty() && !overBatch && Inside.always(term, Ranges.of(indices));
    if (one && term instanceof Scalar.Access access && isPlain(access)) {
      return access;
    }
    Comprehension computed =
        new Comprehension(indices, one ? Reduction.NONE : Reduction.SUM, inner, overBatch, term);
    Value value = nodes.add(result.name() + ".terms", computed, result.origin());
    return new Scalar.Access(
        value,
        indices.stream().map(i -> (Subscript) new Position(Affine.index(i.name()))).toList());
  }

  private static boolean isPlain(Scalar.Access access) {
    return access.tensor().type() == ElementType.F32
        && access.subscripts().stream().allMatch(s -> s instanceof Position p && p.divisor() == 1);
  }
}
