package dev.cnnc.compiler;

import dev.cnnc.compiler.graph.Graph;
import dev.cnnc.compiler.graph.GraphVerifier;
import dev.cnnc.compiler.loop.LoopProgram;
import dev.cnnc.compiler.optimize.Passes;
import dev.cnnc.compiler.optimize.winograd.WinogradChoice;
import dev.cnnc.compiler.schedule.EqualNests;
import dev.cnnc.compiler.schedule.ScheduleOptions;
import dev.cnnc.compiler.schedule.SchedulePlan;
import dev.cnnc.compiler.schedule.TunedSchedules;
import dev.cnnc.runtime.program.Pass;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The stages after elaboration and differentiation, in order: what a graph goes through on its way
 * to class files. A stage that does not stand here does not exist.
 */
final class Pipeline {
  /**
   * The program with the heaviest kernels decides the layouts that all programs of a network share.
   */
  private static final List<Pass> LAYOUT_ORDER =
      List.of(Pass.GRADIENTS, Pass.INFERENCE, Pass.BATCH_INFERENCE, Pass.EVALUATION, Pass.UPDATE);

  private Pipeline() {}

  /**
   * Simplifies a graph; each pass must leave a valid one.
   *
   * @param winograd where to compute windows by fewer multiplications
   * @param pass what the graph is for
   */
  static Graph optimize(Graph graph, WinogradChoice winograd, Pass pass) {
    GraphVerifier verifier = new GraphVerifier();
    return Passes.optimize(
        verifier.verify(graph, "differentiate"),
        winograd,
        pass == Pass.INFERENCE,
        (step, after) -> verifier.verify(after, step.name()));
  }

  /**
   * Graphs to loops, for vectors of {@code lanes} numbers or, with 1, for single numbers.
   *
   * @param sparse whether only those rows of a table are updated that have a gradient
   * @param interleaved whether vectors may run along the examples of a batch; those of {@link
   *     Pass#INFERENCE}, for single examples, never do
   * @param tuned schedules in place of the default ones
   */
  static Map<Pass, LoopProgram> schedule(
      Map<Pass, Graph> graphs,
      int lanes,
      boolean sparse,
      boolean interleaved,
      TunedSchedules tuned) {
    ScheduleOptions options = ScheduleOptions.lanes(lanes).withSparse(sparse).withTuned(tuned);
    Map<Pass, LoopProgram> programs = new EnumMap<>(Pass.class);
    schedule(graphs, options, interleaved, (pass, plan, program) -> programs.put(pass, program));
    return programs;
  }

  /** The same up to where schedules are chosen. */
  static Map<Pass, SchedulePlan> plans(
      Map<Pass, Graph> graphs, int lanes, boolean sparse, boolean interleaved) {
    ScheduleOptions options = ScheduleOptions.lanes(lanes).withSparse(sparse);
    Map<Pass, SchedulePlan> plans = new EnumMap<>(Pass.class);
    schedule(graphs, options, interleaved, (pass, plan, program) -> plans.put(pass, plan));
    return plans;
  }

  private interface Scheduled {
    void add(Pass pass, SchedulePlan plan, LoopProgram program);
  }

  private static void schedule(
      Map<Pass, Graph> graphs, ScheduleOptions given, boolean interleaved, Scheduled scheduled) {
    ScheduleOptions options = given;
    EqualNests ofBatches = new EqualNests(options);
    for (Pass pass : LAYOUT_ORDER) {
      if (graphs.containsKey(pass)) {
        boolean single = pass == Pass.INFERENCE;
        ScheduleOptions own =
            single ? options.withSingleExamples() : options.withInterleaved(interleaved);
        SchedulePlan plan = SchedulePlan.of(graphs.get(pass), own);
        LoopProgram program = single ? plan.program() : plan.program(ofBatches);
        scheduled.add(pass, plan, program);
        options = options.withLayoutsOf(program.program());
      }
    }
  }
}
