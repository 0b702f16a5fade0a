package dev.cnnc.compiler.schedule;

import dev.cnnc.compiler.graph.Comprehensions;
import dev.cnnc.compiler.graph.Graph;
import dev.cnnc.compiler.graph.Index;
import dev.cnnc.compiler.graph.Node;
import dev.cnnc.compiler.graph.Operation;
import dev.cnnc.compiler.graph.Operation.Comprehension;
import dev.cnnc.compiler.graph.Reduction;
import dev.cnnc.compiler.graph.Scalar;
import dev.cnnc.compiler.graph.Value;
import dev.cnnc.runtime.program.Phase;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Finds what can be computed while a result is still in registers: bias and activation after a
 * convolution, the winner of a maximum beside the maximum.
 *
 * <p>An elementwise formula joins if it reads the kernel's results at its own element only, and
 * everything else it reads is there before the kernel runs. One of the backward pass joins no
 * kernel of the forward pass, or it would have to be kept from then on.
 */
final class FuseStores {
  /** A tile writes its epilogue out for each of its elements. */
  private static final int MOST_FUNCTIONS = 8;

  private final Graph graph;
  private final Phases phases;
  private final Map<Value, Integer> order = new HashMap<>();
  private final Map<Value, Set<Value>> readers = new HashMap<>();
  private final Set<Value> wanted = new HashSet<>();
  private final Set<Value> taken = new HashSet<>();

  FuseStores(Graph graph, Phases phases) {
    this.graph = graph;
    this.phases = phases;
    wanted.addAll(graph.outputs().values());
    wanted.addAll(graph.updates().values());
    for (Node node : graph.nodes()) {
      order.put(node.result(), order.size());
      for (Value operand : node.operation().operands()) {
        readers.computeIfAbsent(operand, o -> new HashSet<>()).add(node.result());
      }
    }
  }

  /** Marks nodes as computed by a kernel. */
  void take(KernelGroup group) {
    taken.addAll(group.members());
  }

  boolean isTaken(Node node) {
    return taken.contains(node.result());
  }

  /** The largest group that a comprehension can be the root of. */
  KernelGroup group(Node root) {
    Comprehension comprehension = (Comprehension) root.operation();
    if (comprehension.overBatch()) {
      return KernelGroup.of(root);
    }
    Set<Value> members = new LinkedHashSet<>(List.of(root.result()));
    Optional<Node> search = Optional.empty();
    List<Node> epilogues = new ArrayList<>();
    NavigableSet<Integer> candidates = candidates(root.result(), comprehension);
    while (!candidates.isEmpty()) {
      Node node = graph.nodes().get(candidates.pollFirst());
      if (!(node.operation() instanceof Comprehension formula) || isTaken(node)) {
        continue;
      }
      if (search.isEmpty() && searches(formula, comprehension)) {
        search = Optional.of(node);
      } else if (isEpilogue(node, root, members)) {
        epilogues.add(node);
      } else {
        continue;
      }
      members.add(node.result());
      candidates.addAll(readers(node.result()));
    }
    return new KernelGroup(root, search, epilogues, stored(members));
  }

  /** The places in the graph of what may join: what reads a member, and searches beside a root. */
  private NavigableSet<Integer> candidates(Value root, Comprehension comprehension) {
    NavigableSet<Integer> candidates = new TreeSet<>(readers(root));
    if (comprehension.reduction() == Reduction.MAX || comprehension.reduction() == Reduction.MIN) {
      for (int place = order.get(root) + 1; place < graph.nodes().size(); place++) {
        candidates.add(place);
      }
    }
    return candidates;
  }

  private List<Integer> readers(Value value) {
    return readers.getOrDefault(value, Set.of()).stream().map(order::get).toList();
  }

  private static boolean searches(Comprehension node, Comprehension root) {
    boolean same =
        (root.reduction() == Reduction.MAX && node.reduction() == Reduction.ARGMAX)
            || (root.reduction() == Reduction.MIN && node.reduction() == Reduction.ARGMIN);
    return same
        && node.free().equals(root.free())
        && node.reduced().equals(root.reduced())
        && node.overBatch() == root.overBatch()
        && node.body().equals(root.body());
  }

  private boolean isEpilogue(Node node, Node root, Set<Value> members) {
    Comprehension comprehension = (Comprehension) node.operation();
    if (comprehension.reduction() != Reduction.NONE
        || !node.result().shape().equals(root.result().shape())
        || node.result().batched() != root.result().batched()
        || phases.of(node.result()) != phases.of(root.result())
        || functions(comprehension.body()) > MOST_FUNCTIONS) {
      return false;
    }
    boolean reads = false;
    for (Scalar.Access access : Comprehensions.accesses(comprehension.body())) {
      if (members.contains(access.tensor())) {
        reads = true;
        if (!access.equals(BuildNest.identity(access.tensor(), comprehension.free()))) {
          return false;
        }
      } else if (!isThereBefore(access.tensor(), root)) {
        return false;
      }
    }
    return reads;
  }

  private boolean isThereBefore(Value operand, Node root) {
    Operation operation = graph.nodes().get(order.get(operand)).operation();
    boolean given =
        operation instanceof Operation.Input
            || operation instanceof Operation.Parameter
            || operation instanceof Operation.State;
    int phase = phases.of(operand).compareTo(phases.of(root.result()));
    boolean before = order.get(operand) < order.get(root.result());
    return given || phases.of(operand) == Phase.PREPARE || (phase <= 0 && before);
  }

  /** How many functions a body applies; those that are long themselves count as too many. */
  private static int functions(Scalar body) {
    if (!(body instanceof Scalar.Apply apply)) {
      return 0;
    }
    int own =
        switch (apply.function()) {
          case EXP, LOG, TANH, SIGMOID, ERF, POWER, REMAINDER -> MOST_FUNCTIONS + 1;
          default -> 1;
        };
    return own + apply.arguments().stream().mapToInt(FuseStores::functions).sum();
  }

  private Set<Value> stored(Set<Value> members) {
    Set<Value> stored = new HashSet<>();
    for (Value member : members) {
      boolean read = !members.containsAll(readers.getOrDefault(member, Set.of()));
      if (read || wanted.contains(member)) {
        stored.add(member);
      }
    }
    return stored.isEmpty() ? members : stored;
  }

  /** A formula with its free indices called as another's. */
  static Scalar renamed(Comprehension formula, List<Index> names) {
    Map<String, String> renaming = new HashMap<>();
    for (int axis = 0; axis < names.size(); axis++) {
      renaming.put(formula.free().get(axis).name(), names.get(axis).name());
    }
    return new Renaming(renaming).rename(formula.body());
  }
}
