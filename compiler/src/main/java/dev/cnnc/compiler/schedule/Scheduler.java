package dev.cnnc.compiler.schedule;

import dev.cnnc.compiler.graph.Graph;
import dev.cnnc.compiler.graph.Value;
import dev.cnnc.compiler.loop.LoopProgram;
import java.util.HashSet;
import java.util.Set;

/**
 * From a graph to loops:
 *
 * <ol>
 *   <li>{@link Phases}: what the forward pass computes, what the backward pass, and what is
 *       computed once for given parameters
 *   <li>{@link SplitResidues}: comprehensions are cut into pieces without divisions
 *   <li>{@link RowUpdates}: what an update computes for some rows only
 *   <li>{@link AssignLayouts}: how each value is stored
 *   <li>{@link PlanKernels}: what is computed together, in one kernel
 *   <li>{@link BuildNest}: subscripts become positions in arrays; {@link MergeIndices}
 *   <li>{@link ChooseSchedule}, where none is given or was {@linkplain TunedSchedules found}: the
 *       tile, the order of loops, the tasks
 *   <li>{@link LowerNest}: loops around {@link LowerTile micro-kernels}
 * </ol>
 *
 * From merged indices on, this is done once for {@linkplain EqualNests equal nests}.
 */
public final class Scheduler {
  /** What the names of gradients begin with. */
  static final String GRADIENT = "grad.";

  private Scheduler() {}

  /**
   * @throws IllegalArgumentException if a value is too large for an array
   */
  public static LoopProgram schedule(Graph graph, ScheduleOptions options) {
    return SchedulePlan.of(graph, options).program();
  }

  /** What the gradients of a graph's parameters are called. */
  static Set<String> gradientNames(Graph graph) {
    Set<String> names = new HashSet<>();
    for (Value parameter : graph.parameters()) {
      names.add(GRADIENT + parameter.name());
    }
    return names;
  }
}
