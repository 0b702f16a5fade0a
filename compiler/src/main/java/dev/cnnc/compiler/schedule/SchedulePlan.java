package dev.cnnc.compiler.schedule;

import dev.cnnc.compiler.graph.Graph;
import dev.cnnc.compiler.graph.Node;
import dev.cnnc.compiler.graph.Operation;
import dev.cnnc.compiler.graph.Value;
import dev.cnnc.compiler.loop.LoopProgram;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * All that is decided about a graph before schedules are chosen: how values are stored, and what is
 * computed together. From it follow the program, and the kernels of single comprehensions with any
 * schedules.
 */
public final class SchedulePlan {
  private final Graph graph;
  private final ScheduleOptions options;
  private final Phases phases;
  private final Map<Node, List<Piece>> pieces = new LinkedHashMap<>();
  private final RowUpdates rows;
  private final List<KernelGroup> groups;
  private final Map<Value, Storage> storages;

  private SchedulePlan(Graph graph, ScheduleOptions options) {
    this.graph = graph;
    this.options = options;
    phases = Phases.of(graph);
    List<Node> comprehensions = graph.nodes(Operation.Comprehension.class);
    for (Node node : comprehensions) {
      pieces.put(node, SplitResidues.split((Operation.Comprehension) node.operation()));
    }
    rows = RowUpdates.of(graph, options);
    Map<Value, Storage> stored =
        AssignLayouts.assign(graph, options, Halos.of(comprehensions, pieces), rows);
    groups = new PlanKernels(pieces, stored, options).groups(graph, phases);
    storages = PlanKernels.number(graph, groups, stored);
  }

  /**
   * @throws IllegalArgumentException if a value is too large for an array
   */
  public static SchedulePlan of(Graph graph, ScheduleOptions options) {
    return new SchedulePlan(graph, options);
  }

  /** The whole program. */
  public LoopProgram program() {
    return program(new EqualNests(options));
  }

  /**
   * The whole program.
   *
   * @param equalNests of earlier programs for the same lanes, about the same number of examples and
   *     the same tuned schedules
   */
  public LoopProgram program(EqualNests equalNests) {
    return build(options, equalNests).build();
  }

  /**
   * The comprehensions whose schedules can be searched, each with what is fused with it, in the
   * order of the graph; but for those over rows that data choose.
   */
  public List<TunableKernel> tunable() {
    return groups.stream()
        .map(KernelGroup::root)
        .filter(root -> rows.rows(root.result()).isEmpty())
        .map(root -> new TunableKernel(root.result(), tuned -> lower(root, tuned)))
        .toList();
  }

  /** The kernels of one comprehension over the program's arrays, without the rest. */
  private TunableKernel.Variant lower(Node root, TunedSchedules tuned) {
    ScheduleOptions chosen = options.withTuned(tuned);
    return build(chosen, new EqualNests(chosen)).only(root);
  }

  private BuildProgram build(ScheduleOptions chosen, EqualNests equalNests) {
    return new BuildProgram(graph, chosen, phases, pieces, groups, storages, rows, equalNests);
  }
}
