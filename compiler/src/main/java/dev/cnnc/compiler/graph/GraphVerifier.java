package dev.cnnc.compiler.graph;

import dev.cnnc.compiler.graph.Operation.Comprehension;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Checks what constructors cannot see, or would be too early to ask for. It runs after every pass;
 * what it finds is a mistake of that pass, not of the user.
 *
 * <ul>
 *   <li>Without a reduction, every read is inside its tensor and at a whole place, for all values
 *       of the indices.
 *   <li>Subscripts and numbers of elements fit an {@code int}, the numbers that ARGMAX and ARGMIN
 *       give fit a {@code float}.
 *   <li>Parameters and states are {@code f32} and the same for all examples; only they are updated.
 * </ul>
 *
 * Values that nothing reads are allowed.
 */
public final class GraphVerifier {
  /** Up to here a {@code float} holds every whole number. */
  private static final long LARGEST_EXACT_FLOAT = 1 << 24;

  private final Set<Node> checked = Collections.newSetFromMap(new IdentityHashMap<>());
  private final List<String> problems = new ArrayList<>();

  /** What is wrong with a graph, a sentence each; empty for a sound one. */
  public static List<String> problems(Graph graph) {
    GraphVerifier verifier = new GraphVerifier();
    verifier.check(graph);
    return List.copyOf(verifier.problems);
  }

  /**
   * Returns the graph if it is sound.
   *
   * @param pass what the graph comes from, for the message
   * @throws IllegalStateException if it is not sound, naming all problems
   */
  public static Graph verified(Graph graph, String pass) {
    return new GraphVerifier().verify(graph, pass);
  }

  /**
   * The same, without another look at nodes that a graph had which this verifier has seen before.
   */
  public Graph verify(Graph graph, String pass) {
    check(graph);
    if (!problems.isEmpty()) {
      throw new IllegalStateException(
          "after "
              + pass
              + ", graph "
              + graph.name()
              + " is malformed:\n  "
              + String.join("\n  ", problems));
    }
    return graph;
  }

  private void check(Graph graph) {
    for (Node node : graph.nodes()) {
      if (checked.add(node)) {
        checkNode(node);
      }
    }
    checkUpdates(graph);
  }

  private void checkNode(Node node) {
    Value result = node.result();
    Operation operation = node.operation();
    if (!fitsInt(result.shape())) {
      problem(node, "an example has more elements than an array can hold");
    }
    if (operation instanceof Comprehension comprehension) {
      checkComprehension(node, comprehension);
    } else if (operation instanceof Operation.Scatter scatter) {
      scatter.terms().forEach(term -> checkScatter(node, term));
    } else if (operation instanceof Operation.Parameter || operation instanceof Operation.State) {
      if (result.batched() || result.type() != ElementType.F32) {
        problem(node, "a parameter or state is f32 and the same for all examples");
      }
    } else if (operation instanceof Operation.Uniform uniform) {
      if (result.type() != ElementType.F32 || uniform.stream() < 0) {
        problem(node, "random numbers are f32, from a stream that is not negative");
      }
    }
  }

  private void checkComprehension(Node node, Comprehension comprehension) {
    List<Index> indices = new ArrayList<>(comprehension.free());
    indices.addAll(comprehension.reduced());
    for (Scalar.Access access : Comprehensions.accesses(comprehension.body())) {
      for (int axis = 0; axis < access.subscripts().size(); axis++) {
        if (access.subscripts().get(axis) instanceof Subscript.Position position) {
          boolean mayLeaveOut = comprehension.reduction() != Reduction.NONE;
          checkPosition(node, access, axis, position, indices, mayLeaveOut);
        }
      }
    }
    Reduction reduction = comprehension.reduction();
    if ((reduction == Reduction.ARGMAX || reduction == Reduction.ARGMIN)
        && terms(comprehension) > LARGEST_EXACT_FLOAT) {
      problem(node, "a float cannot number " + terms(comprehension) + " terms exactly");
    }
  }

  private void checkScatter(Node node, ScatterTerm term) {
    for (int axis = 0; axis < term.value().subscripts().size(); axis++) {
      if (term.value().subscripts().get(axis) instanceof Subscript.Position position) {
        checkPosition(node, term.value(), axis, position, term.indices(), false);
      }
    }
    for (Scalar.Access row : term.rows()) {
      for (int axis = 0; axis < row.subscripts().size(); axis++) {
        if (row.subscripts().get(axis) instanceof Subscript.Position position) {
          checkPosition(node, row, axis, position, term.indices(), true);
        }
      }
    }
  }

  private void checkPosition(
      Node node,
      Scalar.Access access,
      int axis,
      Subscript.Position position,
      List<Index> indices,
      boolean mayLeaveOut) {
    Interval range = Interval.of(position.numerator(), indices);
    if (!range.within(Integer.MIN_VALUE, Integer.MAX_VALUE)) {
      problem(node, where(access, axis) + " at " + range + ", which no int holds");
    } else if (!mayLeaveOut && !isWhole(position, indices)) {
      problem(node, where(access, axis) + " between two places, without a reduction");
    } else if (!mayLeaveOut) {
      long last = (long) position.divisor() * (access.tensor().shape().extent(axis) - 1);
      if (!range.within(0, last)) {
        String by = position.divisor() == 1 ? "" : " / " + position.divisor();
        problem(
            node,
            where(access, axis) + " at " + range + by + ", outside of it, without a reduction");
      }
    }
  }

  private static String where(Scalar.Access access, int axis) {
    return access + " reads axis " + axis + " of " + access.tensor();
  }

  /** Whether the divisor divides the position for all values of the indices. */
  private static boolean isWhole(Subscript.Position position, List<Index> indices) {
    int divisor = position.divisor();
    return position.numerator().constant() % divisor == 0
        && indices.stream()
            .filter(index -> index.extent() > 1)
            .allMatch(index -> position.numerator().coefficient(index.name()) % divisor == 0);
  }

  private void checkUpdates(Graph graph) {
    List<Value> writable = new ArrayList<>(graph.parameters());
    writable.addAll(graph.states());
    for (Map.Entry<Value, Value> update : graph.updates().entrySet()) {
      if (!writable.contains(update.getKey())) {
        problems.add(
            "update of " + update.getKey() + ": only parameters and states can be written");
      }
    }
  }

  private static boolean fitsInt(Shape shape) {
    return product(shape.extents()) <= Integer.MAX_VALUE;
  }

  private static long terms(Comprehension comprehension) {
    return product(comprehension.reduced().stream().map(Index::extent).toList());
  }

  /** The product, or {@code Long.MAX_VALUE} if that is too large. */
  private static long product(List<Integer> factors) {
    long product = 1;
    for (int factor : factors) {
      if (Math.multiplyHigh(product, factor) != 0 || product * factor < 0) {
        return Long.MAX_VALUE;
      }
      product *= factor;
    }
    return product;
  }

  private void problem(Node node, String what) {
    String source = node.result().origin().span().toString();
    problems.add(
        node.result().name() + (source.isEmpty() ? "" : " (" + source + ")") + ": " + what);
  }
}
