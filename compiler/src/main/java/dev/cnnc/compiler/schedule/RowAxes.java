package dev.cnnc.compiler.schedule;

import dev.cnnc.compiler.graph.Comprehensions;
import dev.cnnc.compiler.graph.Graph;
import dev.cnnc.compiler.graph.Index;
import dev.cnnc.compiler.graph.Node;
import dev.cnnc.compiler.graph.Operation.Comprehension;
import dev.cnnc.compiler.graph.Operation.Scatter;
import dev.cnnc.compiler.graph.Scalar;
import dev.cnnc.compiler.graph.ScatterTerm;
import dev.cnnc.compiler.graph.Subscript;
import dev.cnnc.compiler.graph.Value;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/**
 * The axes along which tables are read and written row by row, as data choose them, and those of
 * what is read and written so. Rows should lie together, so none of these axes is innermost.
 */
final class RowAxes {
  private final Map<Value, Set<Integer>> axes = new HashMap<>();

  private RowAxes() {}

  static RowAxes of(Graph graph) {
    RowAxes rows = new RowAxes();
    for (Node node : graph.nodes()) {
      if (node.operation() instanceof Comprehension gather) {
        rows.gather(node.result(), gather);
      } else if (node.operation() instanceof Scatter scatter) {
        scatter.terms().forEach(term -> rows.scatter(node.result(), term));
      }
    }
    return rows;
  }

  private void gather(Value result, Comprehension gather) {
    Set<String> choosing = new HashSet<>();
    for (Scalar.Access access : Comprehensions.accesses(gather.body())) {
      for (int axis = 0; axis < access.subscripts().size(); axis++) {
        boolean table = !access.tensor().batched() && access.tensor().shape().rank() > 1;
        if (table && access.subscripts().get(axis) instanceof Subscript.Lookup lookup) {
          add(access.tensor(), axis);
          Comprehensions.forEachIndex(lookup.position(), choosing::add);
        }
      }
    }
    List<Index> free = gather.free();
    for (int axis = 0; axis < free.size(); axis++) {
      if (choosing.contains(free.get(axis).name())) {
        add(result, axis);
      }
    }
  }

  private void scatter(Value result, ScatterTerm term) {
    Set<String> choosing = new HashSet<>();
    for (int axis = 0; axis < term.target().size(); axis++) {
      if (term.target().get(axis) instanceof Subscript.Lookup lookup) {
        add(result, axis);
        Comprehensions.forEachIndex(lookup.position(), choosing::add);
      }
    }
    List<Subscript> read = term.value().subscripts();
    for (int axis = 0; axis < read.size(); axis++) {
      Subscript.Position position = (Subscript.Position) read.get(axis);
      if (position.numerator().indices().stream().anyMatch(choosing::contains)) {
        add(term.value().tensor(), axis);
      }
    }
  }

  private void add(Value value, int axis) {
    axes.computeIfAbsent(value, v -> new HashSet<>()).add(axis);
  }

  /** The axis that should be innermost so that rows lie together; empty if it does not matter. */
  OptionalInt innermost(Value value) {
    Set<Integer> rows = axes.getOrDefault(value, Set.of());
    for (int axis = value.shape().rank() - 1; axis >= 0 && !rows.isEmpty(); axis--) {
      if (!rows.contains(axis) && value.shape().extent(axis) > 1) {
        return OptionalInt.of(axis);
      }
    }
    return OptionalInt.empty();
  }
}
