package dev.cnnc.compiler.optimize;

import dev.cnnc.compiler.graph.Comprehensions;
import dev.cnnc.compiler.graph.Graph;
import dev.cnnc.compiler.graph.Node;
import dev.cnnc.compiler.graph.Operation.Comprehension;
import dev.cnnc.compiler.graph.Reduction;
import dev.cnnc.compiler.graph.Scalar;
import dev.cnnc.compiler.graph.Subscript;
import dev.cnnc.compiler.graph.Value;
import dev.cnnc.compiler.graph.algebra.Reads;
import dev.cnnc.compiler.graph.algebra.Substitution;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Puts the formula of an elementwise value where it is read, so that a chain of elementwise
 * operations becomes one: {@code y[i] = x[i] + b[i]; z[i] = max(y[i], 0)} becomes {@code z[i] =
 * max(x[i] + b[i], 0)}.
 *
 * <p>A copy or a constant goes wherever it is read, but for one that data choose: rows are gathered
 * once, not again for each term that reads them. A formula goes to its only reader, and only if
 * that does not compute it more often than before: the reader has no more terms than the value has
 * elements, and reads it once (or it is cheap). Which terms a reduction leaves out stays the same.
 */
final class InlineElementwise {
  private static final int CHEAP = 4;

  /** Where a formula ends that would grow for ever along a chain. */
  private static final int LONGEST = 200;

  private final Graph graph;
  private final Map<Value, Comprehension> elementwise = new HashMap<>();
  private final Map<Value, Integer> readers = new HashMap<>();
  private final Set<Value> wanted = new HashSet<>();

  private InlineElementwise(Graph graph) {
    this.graph = graph;
    wanted.addAll(graph.outputs().values());
    wanted.addAll(graph.updates().values());
    for (Node node : graph.nodes()) {
      node.operation().operands().forEach(value -> readers.merge(value, 1, Integer::sum));
    }
  }

  /** To the end: what a value's only reader reads may have one reader less afterwards. */
  static Graph apply(Graph graph) {
    Graph before = graph;
    Graph after = RemoveDeadNodes.apply(new InlineElementwise(graph).run());
    while (after.nodes().size() < before.nodes().size()) {
      before = after;
      after = RemoveDeadNodes.apply(new InlineElementwise(before).run());
    }
    return after;
  }

  private Graph run() {
    List<Node> nodes = new ArrayList<>();
    for (Node node : graph.nodes()) {
      if (node.operation() instanceof Comprehension comprehension) {
        Comprehension inlined = inline(node.result(), comprehension);
        if (inlined.reduction() == Reduction.NONE) {
          elementwise.put(node.result(), inlined);
        }
        nodes.add(node.with(inlined));
      } else {
        nodes.add(node);
      }
    }
    return graph.with(nodes);
  }

  private Comprehension inline(Value result, Comprehension reader) {
    Comprehension current = reader;
    for (Value operand : reader.operands()) {
      Comprehension producer = elementwise.get(operand);
      if (producer != null && pays(operand, producer, result, current)) {
        Comprehension inlined =
            Rewriting.withBody(current, substitute(current.body(), operand, producer));
        // If it could not be replaced everywhere, it is computed anyway.
        boolean everywhere = !inlined.operands().contains(operand);
        current = everywhere && Costs.size(inlined.body()) <= LONGEST ? inlined : current;
      }
    }
    return current;
  }

  private boolean pays(Value value, Comprehension producer, Value result, Comprehension reader) {
    if (!(producer.body() instanceof Scalar.Apply) && !Comprehensions.looksUp(producer.body())) {
      return true;
    }
    if (readers.get(value) != 1 || wanted.contains(value)) {
      return false;
    }
    boolean moreExamples = Costs.perExample(result, reader) && !value.batched();
    if (moreExamples || Costs.terms(reader) > value.shape().size()) {
      return false;
    }
    long reads =
        Comprehensions.accesses(reader.body()).stream()
            .filter(access -> access.tensor() == value)
            .count();
    return reads == 1 || Costs.isCheap(producer.body(), CHEAP);
  }

  private static Scalar substitute(Scalar body, Value value, Comprehension producer) {
    return Reads.replace(
        body, access -> access.tensor() == value ? element(access, producer) : access);
  }

  /**
   * The producer's formula at the place of an access; the access if that place is read from data.
   */
  private static Scalar element(Scalar.Access access, Comprehension producer) {
    Map<String, Subscript.Position> indices = new HashMap<>();
    for (int axis = 0; axis < access.subscripts().size(); axis++) {
      if (!(access.subscripts().get(axis) instanceof Subscript.Position position)) {
        return access;
      }
      indices.put(producer.free().get(axis).name(), position);
    }
    return new Substitution(indices).apply(producer.body());
  }
}
