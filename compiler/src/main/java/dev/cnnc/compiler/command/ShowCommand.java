package dev.cnnc.compiler.command;

import dev.cnnc.compiler.Compilation;
import dev.cnnc.compiler.Compiler;
import dev.cnnc.compiler.bytecode.BytecodePrinter;
import dev.cnnc.compiler.bytecode.GeneratedModel;
import dev.cnnc.compiler.graph.Graph;
import dev.cnnc.compiler.graph.GraphPrinter;
import dev.cnnc.compiler.loop.Kernel;
import dev.cnnc.compiler.loop.LoopPrinter;
import dev.cnnc.compiler.loop.LoopProgram;
import dev.cnnc.grammar.format.TreePrinter;
import dev.cnnc.runtime.program.Backend;
import dev.cnnc.runtime.program.Pass;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code cnnc show}: what each stage of the compiler made of a script. */
@Command(name = "show", description = "Prints what a stage of the compiler made of a model.")
final class ShowCommand implements Callable<Integer> {
  /** The stages, in the order of the pipeline. */
  enum Stage {
    /** The syntax tree of the script. */
    TREE,
    /** The model as formulas, as elaborated. */
    GRAPH,
    /** The graph of a run without gradients, simplified and fused. */
    FORWARD,
    /** The graph of a training step, simplified and fused. */
    BACKWARD,
    /** The loops of a program, by default of a training step's. */
    LOOPS,
    /** The instructions that they become. */
    BYTECODE;

    /** The programs that a stage can be shown of, the default first. */
    List<Pass> passes() {
      return switch (this) {
        case TREE, GRAPH -> List.of();
        case FORWARD -> List.of(Pass.INFERENCE, Pass.BATCH_INFERENCE, Pass.EVALUATION);
        case BACKWARD -> List.of(Pass.GRADIENTS);
        case LOOPS, BYTECODE ->
            List.of(
                Pass.GRADIENTS, Pass.INFERENCE, Pass.BATCH_INFERENCE, Pass.EVALUATION, Pass.UPDATE);
      };
    }
  }

  @Mixin private ScriptOptions script;
  @Mixin private WinogradOption winograd;
  @Mixin private ScheduleOption schedules;

  @Option(
      names = "--stage",
      required = true,
      paramLabel = "STAGE",
      description = "One of ${COMPLETION-CANDIDATES}, in lower case.")
  private Stage stage;

  @Option(
      names = "--pass",
      paramLabel = "PASS",
      description =
          "The program that is shown: ${COMPLETION-CANDIDATES}, in lower case (default: inference"
              + " for forward, gradients for loops and bytecode).")
  private Pass pass;

  @Option(
      names = "--layer",
      paramLabel = "NAME",
      description = "Only what belongs to this call of a layer, e.g. conv2d_1.")
  private String layer;

  @Option(
      names = "--lanes",
      paramLabel = "N",
      description = "Floats in a vector, for loops and bytecode (default: this machine's).")
  private Integer lanes;

  @Override
  public Integer call() throws IOException {
    Compiler compiler = schedules.tell(winograd.tell(script.load()), script.file());
    if (pass != null && !stage.passes().contains(pass)) {
      throw new CommandFailure(
          "--pass: "
              + lower(stage)
              + " has no "
              + lower(pass)
              + (stage.passes().isEmpty()
                  ? "; it comes before there are programs"
                  : ", expected "
                      + stage.passes().stream()
                          .map(ShowCommand::lower)
                          .collect(Collectors.joining(", "))));
    }
    if (stage == Stage.TREE) {
      System.out.print(TreePrinter.print(compiler.script()));
      return 0;
    }
    ModelChoice choice = script.choose(compiler);
    if (stage == Stage.LOOPS || stage == Stage.BYTECODE) {
      schedules.note(script.file(), width()).ifPresent(note -> System.err.println("cnnc: " + note));
    }
    String text = text(compiler, choice);
    if (layer != null && text.isEmpty()) {
      throw new CommandFailure(
          "nothing belongs to a layer call '" + layer + "'; see cnnc summary for their names");
    }
    System.out.print(text);
    return 0;
  }

  private String text(Compiler compiler, ModelChoice choice) {
    return switch (stage) {
      case TREE -> TreePrinter.print(compiler.script());
      case GRAPH ->
          graph(compiler.elaborator().model(choice.model(), choice.arguments(), false).graph());
      case FORWARD, BACKWARD -> graph(program(compilation(compiler, choice).graphs()));
      case LOOPS -> loops(program(compilation(compiler, choice).loops(width())));
      case BYTECODE -> bytecode(compilation(compiler, choice));
    };
  }

  private Pass pass() {
    return pass == null ? stage.passes().get(0) : pass;
  }

  /** What has the program: without a training that is the model as it is used, or its gradients. */
  private Compilation compilation(Compiler compiler, ModelChoice choice) {
    return switch (pass()) {
      case INFERENCE -> compiler.singleExamples(choice.model(), choice.arguments());
      case BATCH_INFERENCE -> compiler.inference(choice.model(), choice.arguments());
      case EVALUATION, GRADIENTS, UPDATE -> choice.step(compiler);
    };
  }

  private <T> T program(Map<Pass, T> programs) {
    T program = programs.get(pass());
    if (program == null) {
      throw new CommandFailure(
          pass() == Pass.BATCH_INFERENCE
              ? "there is no program for batches, as examples depend on each other"
              : "there is no " + lower(pass()) + ", as the script does not train the model");
    }
    return program;
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private int width() {
    return lanes == null ? Backend.lanes() : lanes;
  }

  private String graph(Graph graph) {
    if (layer == null) {
      return GraphPrinter.print(graph);
    }
    return graph.nodes().stream()
        .filter(node -> belongs(node.result().origin().layer()))
        .map(node -> GraphPrinter.print(node) + "\n")
        .collect(Collectors.joining());
  }

  private boolean belongs(String path) {
    return path.equals(layer) || path.startsWith(layer + ".");
  }

  private String loops(LoopProgram program) {
    return program.kernels().stream()
        .filter(this::isWanted)
        .map(kernel -> LoopPrinter.print(program, kernel))
        .collect(Collectors.joining("\n"));
  }

  private String bytecode(Compilation compilation) {
    LoopProgram program = program(compilation.loops(width()));
    GeneratedModel model = compilation.generate(compilation.name(), width(), Set.of(pass()));
    return program.kernels().stream()
        .filter(this::isWanted)
        .map(kernel -> BytecodePrinter.print(model, kernel.name()))
        .collect(Collectors.joining("\n"));
  }

  private boolean isWanted(Kernel kernel) {
    return layer == null || belongs(kernel.origin().layer());
  }
}
