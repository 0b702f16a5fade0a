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
    /** The loops of a training step. */
    LOOPS,
    /** The instructions that they become. */
    BYTECODE
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
      case FORWARD ->
          graph(
              compiler.inference(choice.model(), choice.arguments()).graphs().get(Pass.INFERENCE));
      case BACKWARD -> graph(choice.step(compiler).graphs().get(Pass.GRADIENTS));
      case LOOPS -> loops(choice.step(compiler).loops(width()).get(Pass.GRADIENTS));
      case BYTECODE -> bytecode(choice.step(compiler));
    };
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
    GeneratedModel model = compilation.generate(compilation.name(), width());
    return compilation.loops(width()).get(Pass.GRADIENTS).kernels().stream()
        .filter(this::isWanted)
        .map(kernel -> BytecodePrinter.print(model, kernel.name()))
        .collect(Collectors.joining("\n"));
  }

  private boolean isWanted(Kernel kernel) {
    return layer == null || belongs(kernel.origin().layer());
  }
}
