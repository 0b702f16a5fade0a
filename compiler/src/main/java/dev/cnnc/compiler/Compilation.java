package dev.cnnc.compiler;

import dev.cnnc.compiler.bytecode.GenerateClasses;
import dev.cnnc.compiler.bytecode.GeneratedModel;
import dev.cnnc.compiler.elaborate.ElaboratedModel;
import dev.cnnc.compiler.graph.Graph;
import dev.cnnc.compiler.loop.LoopProgram;
import dev.cnnc.compiler.schedule.SchedulePlan;
import dev.cnnc.compiler.schedule.TunedSchedules;
import dev.cnnc.compiler.tune.Machine;
import dev.cnnc.compiler.tune.ScheduleFile;
import dev.cnnc.runtime.execute.BatchParts;
import dev.cnnc.runtime.execute.MemoryUse;
import dev.cnnc.runtime.metric.Metrics;
import dev.cnnc.runtime.program.Backend;
import dev.cnnc.runtime.program.CompiledModel;
import dev.cnnc.runtime.program.Pass;
import dev.cnnc.runtime.program.Program;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A model on its way to class files: its optimized graphs, from which loops and classes follow.
 *
 * @param name the model's name
 * @param scriptName the script's name without folders, for stack traces
 * @param model the model as elaborated for inference, or for training if it is compiled for that
 *     only
 * @param graphs the optimized graph of each program
 * @param sparse whether a step updates only those rows of a table that it reads, and the
 *     optimizer's states of these rows, also where the optimizer would change others
 * @param batch about how many examples a step has: with at least as many as a vector has lanes,
 *     vectors run along examples; any number can be run
 * @param schedules found by measurement, used in place of the default ones on the machines that
 *     they were found on
 * @param metrics what a training measures; nothing if it is compiled without its loss
 */
public record Compilation(
    String name,
    String scriptName,
    ElaboratedModel model,
    Map<Pass, Graph> graphs,
    boolean sparse,
    int batch,
    ScheduleFile schedules,
    Metrics metrics) {
  /** Stands for the number of examples of a step where nothing says it. */
  static final int USUAL_BATCH = 32;

  public Compilation {
    graphs = Collections.unmodifiableMap(new EnumMap<>(graphs));
  }

  /** The same with sparse updates, as the setting {@code sparse = true} of a train block. */
  public Compilation withSparseUpdates() {
    return new Compilation(name, scriptName, model, graphs, true, batch, schedules, metrics);
  }

  /** The same for steps of about that many examples. */
  public Compilation withBatch(int examples) {
    return new Compilation(name, scriptName, model, graphs, sparse, examples, schedules, metrics);
  }

  /** The same with another graph for a training step's gradients. */
  Compilation withGradients(Graph gradients) {
    Map<Pass, Graph> changed = new EnumMap<>(graphs);
    changed.put(Pass.GRADIENTS, gradients);
    return new Compilation(name, scriptName, model, changed, sparse, batch, schedules, metrics);
  }

  /** The programs as loops, for vectors of {@code lanes} numbers; 1 for scalar code. */
  public Map<Pass, LoopProgram> loops(int lanes) {
    return Pipeline.schedule(graphs, lanes, sparse, interleaved(lanes), tuned(lanes));
  }

  /** The programs before schedules are chosen, so that these can be searched. */
  public Map<Pass, SchedulePlan> plans(int lanes) {
    return Pipeline.plans(graphs, lanes, sparse, interleaved(lanes));
  }

  /** The same with schedules that were found by measurement, and without those it had. */
  public Compilation withSchedules(ScheduleFile found) {
    return new Compilation(name, scriptName, model, graphs, sparse, batch, found, metrics);
  }

  private TunedSchedules tuned(int lanes) {
    return schedules.on(Machine.current(lanes));
  }

  /** Whether steps have enough examples for vectors that run along them. */
  private boolean interleaved(int lanes) {
    return batch >= lanes;
  }

  /**
   * The memory of a training step, which computes gradients and applies them; of a run if it is
   * compiled for that only, which may be in parts: those of one thread. What tests the network
   * between steps has arrays of its own besides.
   *
   * @param batch how many examples there are in a step
   * @param lanes of the vectors of the machine
   */
  public MemoryUse memory(int batch, int lanes) {
    Map<Pass, Graph> step = new EnumMap<>(graphs);
    if (graphs.containsKey(Pass.GRADIENTS)) {
      step.keySet().retainAll(Set.of(Pass.GRADIENTS, Pass.UPDATE));
    }
    Map<Pass, Program> programs = new EnumMap<>(Pass.class);
    Pipeline.schedule(step, lanes, sparse, interleaved(lanes), tuned(lanes))
        .forEach((pass, loops) -> programs.put(pass, loops.program()));
    Program batches = programs.remove(Pass.BATCH_INFERENCE);
    if (batches != null && BatchParts.suits(batches, batch)) {
      return MemoryUse.of(List.of(batches), BatchParts.size(batches, batch, 1));
    }
    return MemoryUse.of(programs.values(), batch);
  }

  /**
   * The class files for one kind of machine.
   *
   * @param className the name of the network's class, with its package
   * @param lanes the vectors of the machine they are for; scalar code is always added for JVMs
   *     without the vector module
   */
  public GeneratedModel generate(String className, int lanes) {
    return generate(className, lanes, graphs.keySet());
  }

  /**
   * The same with some of the programs only. In a network of all, a method that several programs
   * need is generated once, in the class of the first; else the code is the same.
   */
  public GeneratedModel generate(String className, int lanes, Set<Pass> passes) {
    Map<Pass, LoopProgram> vector = lanes == 1 ? Map.of() : only(passes, loops(lanes));
    return GenerateClasses.generate(className, scriptName, vector, only(passes, loops(1)));
  }

  private static Map<Pass, LoopProgram> only(Set<Pass> passes, Map<Pass, LoopProgram> programs) {
    Map<Pass, LoopProgram> some = new EnumMap<>(programs);
    some.keySet().retainAll(passes);
    return some;
  }

  /** Loads the network into this JVM, with the code for the back end that it runs. */
  public CompiledModel load() {
    int lanes = Backend.lanes();
    Map<Pass, LoopProgram> programs = loops(lanes);
    return lanes == 1
        ? GenerateClasses.generate(name, scriptName, Map.of(), programs).load()
        : GenerateClasses.generate(name, scriptName, programs, Map.of()).load();
  }
}
