package dev.cnnc.compiler.command;

import dev.cnnc.compiler.Compiler;
import dev.cnnc.compiler.draw.Diagram;
import dev.cnnc.compiler.draw.DotDrawing;
import dev.cnnc.compiler.draw.LayerDiagram;
import dev.cnnc.compiler.draw.NodeDiagram;
import dev.cnnc.compiler.draw.SvgDrawing;
import dev.cnnc.compiler.elaborate.Elaborator;
import dev.cnnc.compiler.graph.Graph;
import dev.cnnc.runtime.file.AtomicFile;
import dev.cnnc.runtime.program.Pass;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code cnnc graph}: the network as a drawing. */
@Command(name = "graph", description = "Draws the network as SVG, or as DOT for Graphviz.")
final class GraphCommand implements Callable<Integer> {
  @Mixin private ScriptOptions script;

  @Option(
      names = {"-o", "--output"},
      required = true,
      paramLabel = "FILE",
      description = "Where to write the drawing: a file that ends in .svg or .dot.")
  private Path output;

  @Option(
      names = "--backward",
      description =
          "Draw the graph of a training step, gradients in colour: formula by formula, or layer by layer if"
              + " there are too many.")
  private boolean backward;

  @Override
  public Integer call() throws IOException {
    boolean svg = output.toString().endsWith(".svg");
    if (!svg && !output.toString().endsWith(".dot")) {
      throw new CommandFailure(output + ": expected a name that ends in .svg or .dot");
    }
    Compiler compiler = script.load();
    Diagram diagram = diagram(compiler, script.choose(compiler));
    if (svg && diagram.boxes().size() > SvgDrawing.MOST_BOXES) {
      throw new CommandFailure(
          output
              + ": "
              + diagram.boxes().size()
              + " boxes are too many to lay out, at most "
              + SvgDrawing.MOST_BOXES
              + " are possible; write a .dot file instead");
    }
    AtomicFile.writeText(output, svg ? SvgDrawing.draw(diagram) : DotDrawing.draw(diagram));
    return 0;
  }

  private Diagram diagram(Compiler compiler, ModelChoice choice) {
    Elaborator elaborator = compiler.elaborator();
    if (!backward) {
      return LayerDiagram.of(elaborator.model(choice.model(), choice.arguments(), false).graph());
    }
    Graph forward =
        choice.training().isPresent()
            ? elaborator.withLoss(choice.training().get(), true).graph()
            : elaborator.model(choice.model(), choice.arguments(), true).graph();
    Graph derived = choice.step(compiler).graphs().get(Pass.GRADIENTS);
    return derived.nodes().size() <= NodeDiagram.MOST_READABLE
        ? NodeDiagram.of(derived, forward)
        : LayerDiagram.of(derived, forward);
  }
}
