package dev.cnnc.compiler.schedule;

import dev.cnnc.compiler.graph.Affine;
import dev.cnnc.compiler.graph.Comprehensions;
import dev.cnnc.compiler.graph.Graph;
import dev.cnnc.compiler.graph.Index;
import dev.cnnc.compiler.graph.Node;
import dev.cnnc.compiler.graph.Operation.Comprehension;
import dev.cnnc.compiler.graph.Reduction;
import dev.cnnc.compiler.graph.Scalar;
import dev.cnnc.compiler.graph.Subscript;
import dev.cnnc.compiler.graph.Value;
import dev.cnnc.compiler.graph.algebra.Inside;
import dev.cnnc.compiler.graph.algebra.Ranges;
import dev.cnnc.runtime.program.RowList;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which parts of an update are computed for the rows of a gradient that are not zero, and for no
 * others: where the gradients program lists these rows.
 *
 * <p>These are sums over all rows of what is zero where the gradient is, as its norm; and the new
 * values of a parameter and of its optimizer's states, if they are computed element by element and
 * nothing else reads them, and
 *
 * <ul>
 *   <li>a zero gradient leaves the parameter and all of these states as they are ({@link
 *       ZeroGradient}), so that the result is the same, or
 *   <li>{@link ScheduleOptions#sparse} asks for it.
 * </ul>
 */
final class RowUpdates {
  /**
   * The rows that something is computed for.
   *
   * @param list the name of the list of these rows
   * @param index the index that runs over all rows in the formula
   */
  record Rows(String list, Index index) {}

  /** What a step makes of one parameter. */
  private record Family(Value parameter, Map<Value, Value> updates, Set<Node> members) {
    /** All that is shaped, and should be stored, as the parameter. */
    List<Value> alike() {
      List<Value> alike = new ArrayList<>(updates.keySet());
      members.forEach(member -> alike.add(member.result()));
      return alike;
    }
  }

  private final Graph graph;
  private final ScheduleOptions options;
  private final List<Family> families = new ArrayList<>();
  private final Map<Value, Rows> rows = new HashMap<>();

  private RowUpdates(Graph graph, ScheduleOptions options) {
    this.graph = graph;
    this.options = options;
  }

  static RowUpdates of(Graph graph, ScheduleOptions options) {
    RowUpdates updates = new RowUpdates(graph, options);
    Map<String, Value> inputs = new HashMap<>();
    graph.inputs().forEach(input -> inputs.put(input.name(), input));
    for (Value parameter : graph.parameters()) {
      Value gradient = inputs.get(Scheduler.GRADIENT + parameter.name());
      if (gradient != null && graph.updates().containsKey(parameter)) {
        updates.add(parameter, gradient);
      }
    }
    return updates;
  }

  /** The rows that a value is computed for, or of; empty if it is all. */
  Optional<Rows> rows(Value computed) {
    return Optional.ofNullable(rows.get(computed));
  }

  /** For each value that is shaped as a parameter and computed of it, that parameter. */
  Map<Value, Value> parameters() {
    Map<Value, Value> parameters = new LinkedHashMap<>();
    for (Family family : families) {
      family.alike().forEach(value -> parameters.putIfAbsent(value, family.parameter()));
    }
    return parameters;
  }

  private void add(Value parameter, Value gradient) {
    Family family = family(parameter, gradient);
    families.add(family);
    String list = RowList.PREFIX + gradient.name();
    if (options.layouts().containsKey(list)) {
      addSums(gradient, list);
      if (isByRows(family) && (options.sparse() || isExact(family, gradient))) {
        for (Node member : family.members()) {
          Index row = ((Comprehension) member.operation()).free().get(0);
          rows.put(member.result(), new Rows(list, row));
        }
      }
    }
  }

  private void addSums(Value gradient, String list) {
    ZeroGradient zero = new ZeroGradient(gradient, List.of());
    for (Node node : graph.nodes(Comprehension.class)) {
      Comprehension sum = (Comprehension) node.operation();
      boolean plain =
          sum.reduction() == Reduction.SUM
              && !sum.overBatch()
              && sum.operands().contains(gradient)
              && !Comprehensions.batched(sum.body())
              && Inside.always(sum.body(), Ranges.of(sum));
      if (plain && zero.vanishes(sum.body())) {
        row(gradient, sum)
            .filter(index -> readsAtPositions(sum.body(), index))
            .ifPresent(index -> rows.put(node.result(), new Rows(list, index)));
      }
    }
  }

  /** The index of a sum that runs over the rows of a tensor wherever that is read. */
  private static Optional<Index> row(Value tensor, Comprehension sum) {
    Set<Subscript> rows = new HashSet<>();
    for (Scalar.Access access : Comprehensions.accesses(sum.body())) {
      if (access.tensor() == tensor) {
        rows.add(access.subscripts().get(0));
      }
    }
    return sum.reduced().stream()
        .filter(i -> rows.equals(Set.of(new Subscript.Position(Affine.index(i.name())))))
        .findFirst();
  }

  private Family family(Value parameter, Value gradient) {
    // Element by element only: through the norm of all gradients, every parameter depends on this
    // one.
    Set<Value> dependent = new HashSet<>(List.of(gradient));
    for (Node node : graph.nodes()) {
      if (isElementwise(node, parameter)
          && node.operation().operands().stream().anyMatch(dependent::contains)) {
        dependent.add(node.result());
      }
    }
    Map<Value, Value> updates = new LinkedHashMap<>();
    graph
        .updates()
        .forEach(
            (target, source) -> {
              boolean own = target == parameter || dependent.contains(source);
              if (own && target.shape().equals(parameter.shape())) {
                updates.put(target, source);
              }
            });
    Set<Value> needed = new HashSet<>(updates.values());
    Set<Node> members = new LinkedHashSet<>();
    for (int i = graph.nodes().size() - 1; i >= 0; i--) {
      Node node = graph.nodes().get(i);
      if (needed.contains(node.result())) {
        needed.addAll(node.operation().operands());
        if (isElementwise(node, parameter)) {
          members.add(node);
        }
      }
    }
    return new Family(parameter, updates, members);
  }

  private static boolean isElementwise(Node node, Value parameter) {
    return node.operation() instanceof Comprehension comprehension
        && comprehension.reduction() == Reduction.NONE
        && !node.result().batched()
        && node.result().shape().equals(parameter.shape());
  }

  /** Whether it can be computed for some rows alone, and need not be there for the others. */
  private boolean isByRows(Family family) {
    Set<Value> computed = new HashSet<>();
    family.members().forEach(member -> computed.add(member.result()));
    for (Node node : graph.nodes()) {
      boolean reads = node.operation().operands().stream().anyMatch(computed::contains);
      if (reads && !family.members().contains(node)) {
        return false;
      }
    }
    return RowList.isTable(options.layouts().get(family.parameter().name()))
        && !family.parameter().shape().extents().isEmpty()
        && computed.containsAll(family.updates().values())
        && graph.outputs().values().stream().noneMatch(computed::contains)
        && writesOnly(family, computed)
        && family.members().stream().allMatch(member -> isByRows(member, computed, family));
  }

  /** Whether nothing else is updated by what is computed by rows. */
  private boolean writesOnly(Family family, Set<Value> computed) {
    return graph.updates().entrySet().stream()
        .allMatch(
            update ->
                family.updates().containsKey(update.getKey())
                    || !computed.contains(update.getValue()));
  }

  /** Whether a formula reads the elements of its own row, and that of others of its shape too. */
  private boolean isByRows(Node member, Set<Value> computed, Family family) {
    Comprehension comprehension = (Comprehension) member.operation();
    for (Scalar.Access access : Comprehensions.accesses(comprehension.body())) {
      if (access.tensor().shape().equals(family.parameter().shape())) {
        boolean own = access.equals(BuildNest.identity(access.tensor(), comprehension.free()));
        if (!own || (!computed.contains(access.tensor()) && !isGiven(access.tensor()))) {
          return false;
        }
      }
    }
    return readsAtPositions(comprehension.body(), comprehension.free().get(0));
  }

  /** Whether an index is used in positions only, so that these are known where it is looked up. */
  private static boolean readsAtPositions(Scalar body, Index index) {
    return !namesValue(body, index.name())
        && Comprehensions.accesses(body).stream()
            .flatMap(access -> access.subscripts().stream())
            .allMatch(s -> s instanceof Subscript.Position position && position.divisor() == 1);
  }

  private boolean isGiven(Value value) {
    return graph.parameters().contains(value)
        || graph.states().contains(value)
        || graph.inputs().contains(value);
  }

  /** Whether an index is used as a number. */
  private static boolean namesValue(Scalar body, String index) {
    if (body instanceof Scalar.IndexValue value) {
      return value.expression().coefficient(index) != 0;
    }
    return body instanceof Scalar.Apply apply
        && apply.arguments().stream().anyMatch(part -> namesValue(part, index));
  }

  private boolean isExact(Family family, Value gradient) {
    ZeroGradient zero = new ZeroGradient(gradient, family.members());
    return family.updates().entrySet().stream()
        .allMatch(update -> zero.leaves(update.getKey(), update.getValue()));
  }
}
