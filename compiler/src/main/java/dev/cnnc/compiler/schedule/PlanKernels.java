package dev.cnnc.compiler.schedule;

import dev.cnnc.compiler.graph.Graph;
import dev.cnnc.compiler.graph.Node;
import dev.cnnc.compiler.graph.Operation;
import dev.cnnc.compiler.graph.Value;
import dev.cnnc.runtime.program.Layout;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Decides which comprehensions one kernel computes, and which operands it needs copies of. */
final class PlanKernels {
  private final Map<Node, List<Piece>> pieces;
  private final Map<Value, Storage> storages;
  private final int lanes;
  private final TunedSchedules tuned;

  PlanKernels(
      Map<Node, List<Piece>> pieces, Map<Value, Storage> storages, ScheduleOptions options) {
    this.pieces = pieces;
    this.storages = storages;
    this.lanes = options.lanes();
    this.tuned = options.tuned();
  }

  /** All comprehensions of a graph, each in one group, in an order in which they can run. */
  List<KernelGroup> groups(Graph graph, Phases phases) {
    FuseStores fusion = new FuseStores(graph, phases);
    List<KernelGroup> groups = new ArrayList<>();
    for (Node node : graph.nodes(Operation.Comprehension.class)) {
      if (!fusion.isTaken(node)) {
        KernelGroup group = fusion.group(node);
        // Fused formulas may read what vectors do not suit; then they get kernels of their own.
        if (group.size() > 1 && hasLanes(group) != hasLanes(KernelGroup.of(node))) {
          group = KernelGroup.of(node);
        }
        fusion.take(group);
        groups.add(group);
      }
    }
    return groups;
  }

  private boolean hasLanes(KernelGroup group) {
    Piece piece = pieces.get(group.root()).get(0);
    Nest nest = BuildNest.build(group, piece, storages::get, lanes);
    String lane = lane(nest);
    return !lane.isEmpty() || !possiblePacking(group, piece, nest, lane).isEmpty();
  }

  private String lane(Nest nest) {
    return new Profile(nest, lanes).lane();
  }

  /**
   * What to copy before a nest.
   *
   * @param nest over operands as they are stored
   * @param layouts the operands to copy so that vectors are possible, and how the copies are laid
   *     out
   */
  record Packing(Nest nest, Map<Value, Layout> layouts) {}

  Packing packing(KernelGroup group, Piece piece) {
    Nest nest = BuildNest.build(group, piece, storages::get, lanes);
    Profile profile = new Profile(nest, lanes);
    String lane = profile.lane();
    Map<Value, Layout> possible = possiblePacking(group, piece, nest, lane);
    boolean optional = nest.combinesLanes(lane, lanes) && !possible.isEmpty();
    long combining = TileChoice.COMBINE_LANES * profile.elements();
    boolean pays = !optional || copied(nest).orElse(copying(possible.keySet()) <= combining);
    return new Packing(nest, pays ? possible : Map.of());
  }

  /** What was found to be better for a nest that can do with and without copies. */
  private Optional<Boolean> copied(Nest nest) {
    return tuned.isEmpty() ? Optional.empty() : tuned.copied(MergeIndices.merge(nest));
  }

  /** Where it is a choice whether operands are copied: the form that decides. */
  Optional<SearchSpace.Copying> copying(KernelGroup group, Piece piece) {
    Nest nest = BuildNest.build(group, piece, storages::get, lanes);
    String lane = lane(nest);
    return nest.combinesLanes(lane, lanes) && !possiblePacking(group, piece, nest, lane).isEmpty()
        ? Optional.of(
            new SearchSpace.Copying(
                KernelForm.of(MergeIndices.merge(nest)),
                !packing(group, piece).layouts().isEmpty()))
        : Optional.empty();
  }

  /** Copies with which vectors can run along a free index, where they cannot without. */
  private Map<Value, Layout> possiblePacking(
      KernelGroup group, Piece piece, Nest nest, String lane) {
    if (nest.empty() || !(lane.isEmpty() || nest.combinesLanes(lane, lanes))) {
      return Map.of();
    }
    Map<Value, Layout> wanted = PackOperands.layouts(group.root(), storages, lanes);
    if (wanted.isEmpty()) {
      return wanted;
    }
    Map<Value, Storage> packed = new HashMap<>(storages);
    wanted.forEach((value, layout) -> packed.put(value, storages.get(value).in(layout)));
    Nest with = BuildNest.build(group, piece, packed::get, lanes);
    String free = lane(with);
    return free.isEmpty() || with.combinesLanes(free, lanes) ? Map.of() : wanted;
  }

  /** About how many cycles it takes to copy values of a batch to where axes have another order. */
  private static long copying(Set<Value> values) {
    return values.stream()
        .mapToLong(value -> 2 * value.shape().size() * (value.batched() ? Profile.BATCH : 1))
        .sum();
  }

  /** The values that need arrays, numbered in the order of the graph. */
  static Map<Value, Storage> number(
      Graph graph, List<KernelGroup> groups, Map<Value, Storage> storages) {
    Map<Value, KernelGroup> computedBy = new HashMap<>();
    for (KernelGroup group : groups) {
      group.members().forEach(value -> computedBy.put(value, group));
    }
    Map<Value, Storage> numbered = new HashMap<>();
    int buffers = 0;
    for (Node node : graph.nodes()) {
      Value value = node.result();
      Optional<KernelGroup> group = Optional.ofNullable(computedBy.get(value));
      boolean stored = group.map(g -> g.stored().contains(value)).orElse(true);
      numbered.put(value, storages.get(value).withBuffer(stored ? buffers++ : Storage.NOWHERE));
    }
    return numbered;
  }
}
