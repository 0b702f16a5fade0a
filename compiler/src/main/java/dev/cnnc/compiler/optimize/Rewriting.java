package dev.cnnc.compiler.optimize;

import dev.cnnc.compiler.graph.Comprehensions;
import dev.cnnc.compiler.graph.Graph;
import dev.cnnc.compiler.graph.Node;
import dev.cnnc.compiler.graph.Operation;
import dev.cnnc.compiler.graph.Operation.Comprehension;
import dev.cnnc.compiler.graph.Reduction;
import dev.cnnc.compiler.graph.Scalar;
import dev.cnnc.compiler.graph.ScatterTerm;
import dev.cnnc.compiler.graph.Subscript;
import dev.cnnc.compiler.graph.Value;
import dev.cnnc.compiler.graph.algebra.Inside;
import dev.cnnc.compiler.graph.algebra.Ranges;
import dev.cnnc.compiler.graph.algebra.Reads;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** What several passes do to graphs. */
final class Rewriting {
  private Rewriting() {}

  /** The graph with each comprehension replaced by one of the same shape. */
  static Graph comprehensions(Graph graph, UnaryOperator<Comprehension> rewrite) {
    List<Node> nodes = new ArrayList<>();
    for (Node node : graph.nodes()) {
      nodes.add(
          node.operation() instanceof Comprehension comprehension
              ? node.with(rewrite.apply(comprehension))
              : node);
    }
    return graph.with(nodes);
  }

  /**
   * The same comprehension of another body, if that leaves the same terms out and varies over the
   * batch as the old one; else the comprehension as it is. Without a reduction nothing may read
   * outside, before or after.
   */
  static Comprehension withBody(Comprehension comprehension, Scalar body) {
    if (body == comprehension.body()) {
      return comprehension;
    }
    boolean batched = Comprehensions.batched(body);
    boolean same =
        batched == Comprehensions.batched(comprehension.body())
            && (comprehension.reduction() == Reduction.NONE
                || Inside.same(comprehension.body(), body, Ranges.of(comprehension)));
    return same ? replaceBody(comprehension, body) : comprehension;
  }

  static Comprehension replaceBody(Comprehension comprehension, Scalar body) {
    return body == comprehension.body()
        ? comprehension
        : new Comprehension(
            comprehension.free(),
            comprehension.reduction(),
            comprehension.reduced(),
            comprehension.overBatch(),
            body);
  }

  /** The operation, reading other values of the same shape and kind. */
  static Operation replaceValues(Operation operation, UnaryOperator<Value> replacement) {
    if (operation instanceof Comprehension comprehension) {
      return replaceBody(
          comprehension,
          Reads.replace(
              comprehension.body(), access -> read(access, replacement.apply(access.tensor()))));
    } else if (operation instanceof Operation.Reshape reshape) {
      Value tensor = replacement.apply(reshape.tensor());
      return tensor == reshape.tensor() ? reshape : new Operation.Reshape(tensor);
    } else if (operation instanceof Operation.Scatter scatter) {
      return new Operation.Scatter(
          scatter.terms().stream().map(term -> replaceValues(term, replacement)).toList());
    } else if (operation instanceof Operation.Input
        || operation instanceof Operation.Parameter
        || operation instanceof Operation.State
        || operation instanceof Operation.Uniform
        || operation instanceof Operation.Constant) {
      return operation;
    }
    throw new AssertionError(operation);
  }

  private static ScatterTerm replaceValues(ScatterTerm term, UnaryOperator<Value> replacement) {
    List<Subscript> target = new ArrayList<>();
    for (Subscript subscript : term.target()) {
      target.add(
          subscript instanceof Subscript.Lookup lookup
              ? new Subscript.Lookup(replaceValue(lookup.position(), replacement))
              : subscript);
    }
    return new ScatterTerm(
        term.indices(), term.overBatch(), replaceValue(term.value(), replacement), target);
  }

  private static Scalar.Access replaceValue(
      Scalar.Access access, UnaryOperator<Value> replacement) {
    return (Scalar.Access)
        Reads.replace(access, read -> read(read, replacement.apply(read.tensor())));
  }

  private static Scalar.Access read(Scalar.Access access, Value tensor) {
    return tensor == access.tensor() ? access : new Scalar.Access(tensor, access.subscripts());
  }

  /** A map's values replaced. */
  static <K> Map<K, Value> replaceValues(Map<K, Value> map, UnaryOperator<Value> replacement) {
    Map<K, Value> replaced = new LinkedHashMap<>();
    map.forEach((key, value) -> replaced.put(key, replacement.apply(value)));
    return replaced;
  }

  static boolean isGiven(Operation operation) {
    return operation instanceof Operation.Input
        || operation instanceof Operation.Parameter
        || operation instanceof Operation.State;
  }
}
