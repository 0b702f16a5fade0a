package dev.cnnc.compiler.schedule;

import dev.cnnc.compiler.graph.ForwardPass;
import dev.cnnc.compiler.graph.Graph;
import dev.cnnc.compiler.graph.Node;
import dev.cnnc.compiler.graph.Operation;
import dev.cnnc.compiler.graph.Value;
import dev.cnnc.compiler.loop.LoopProgram;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * From a graph to loops:
 *
 * <ol>
 *   <li>{@link ForwardPass}: what the forward pass computes, and what the backward pass
 *   <li>{@link SplitResidues}: comprehensions are cut into pieces without divisions
 *   <li>{@link RowUpdates}: what an update computes for some rows only
 *   <li>{@link AssignLayouts}: how each value is stored
 *   <li>{@link PlanKernels}: what is computed together, in one kernel
 *   <li>{@link BuildNest}: subscripts become positions in arrays; {@link MergeIndices}
 *   <li>{@link ChooseSchedule}, where none is given: the tile, the order of loops, the tasks
 *   <li>{@link LowerNest}: loops around {@link LowerTile micro-kernels}
 * </ol>
 */
public final class Scheduler {
  /** What the names of gradients begin with. */
  static final String GRADIENT = "grad.";

  private Scheduler() {}

  /**
   * @throws IllegalArgumentException if a value is too large for an array
   */
  public static LoopProgram schedule(Graph graph, ScheduleOptions options) {
    Set<Value> forward = ForwardPass.values(graph);
    List<Node> comprehensions = graph.nodes(Operation.Comprehension.class);
    Map<Node, List<Piece>> pieces = new LinkedHashMap<>();
    for (Node node : comprehensions) {
      pieces.put(node, SplitResidues.split((Operation.Comprehension) node.operation()));
    }
    RowUpdates rows = RowUpdates.of(graph, options);
    Map<Value, Storage> storages =
        AssignLayouts.assign(graph, options, Halos.of(comprehensions, pieces), rows);
    List<KernelGroup> groups =
        new PlanKernels(pieces, storages, options.lanes()).groups(graph, forward);
    Map<Value, Storage> numbered = PlanKernels.number(graph, groups, storages);
    return new BuildProgram(graph, options, forward, pieces, groups, numbered, rows).build();
  }

  /** Whether a name is that of a parameter's gradient. */
  static boolean isGradient(String name, Graph graph) {
    return name.startsWith(GRADIENT)
        && graph.parameters().stream()
            .anyMatch(parameter -> name.equals(GRADIENT + parameter.name()));
  }
}
