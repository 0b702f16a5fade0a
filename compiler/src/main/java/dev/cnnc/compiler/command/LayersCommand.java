package dev.cnnc.compiler.command;

import dev.cnnc.compiler.Compiler;
import dev.cnnc.compiler.reference.LayerPage;
import dev.cnnc.compiler.reference.LibraryGroup;
import dev.cnnc.compiler.reference.LibraryLayer;
import dev.cnnc.grammar.source.SourceFile;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code cnnc layers}: what the standard library has. */
@Command(
    name = "layers",
    description = "Lists the layers, losses and optimizers of the standard library.",
    footer = {"", "cnnc derive LAYER shows what one computes, and its gradients."})
final class LayersCommand implements Callable<Integer> {
  @Option(
      names = "--markdown",
      description = "Print a page with the formulas and gradients of all of them instead.")
  private boolean markdown;

  @Override
  public Integer call() {
    if (markdown) {
      System.out.print(LayerPage.markdown(Compiler.of(new SourceFile("library", "")).elaborator()));
      return 0;
    }
    StringBuilder list = new StringBuilder();
    for (LibraryGroup group : LibraryGroup.all()) {
      list.append(list.isEmpty() ? "" : "\n").append(group.name()).append('\n');
      for (LibraryLayer layer : group.layers()) {
        list.append("  ").append(layer.call()).append('\n');
      }
    }
    System.out.print(list);
    return 0;
  }
}
