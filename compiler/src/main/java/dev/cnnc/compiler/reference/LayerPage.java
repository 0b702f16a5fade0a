package dev.cnnc.compiler.reference;

import dev.cnnc.compiler.derive.Derivation;
import dev.cnnc.compiler.elaborate.Elaborator;
import dev.cnnc.grammar.tree.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The page of the standard layers, in Markdown: of each what it is called with, what it computes,
 * the gradients that are derived from that, and its text in the library. All of it comes from the
 * library, none is written by hand.
 */
public final class LayerPage {
  private static final String FOLDER = "../compiler/src/main/resources/dev/cnnc/library/";

  private final Elaborator elaborator;
  private final StringBuilder page = new StringBuilder();

  private LayerPage(Elaborator elaborator) {
    this.elaborator = elaborator;
  }

  /**
   * @param elaborator of any script; layers of the library are asked of it
   */
  public static String markdown(Elaborator elaborator) {
    return new LayerPage(elaborator).write(LibraryGroup.all());
  }

  private String write(List<LibraryGroup> groups) {
    page.append(
        """
        # Standard layers

        Of every layer: how it is called, what it computes, and the gradients that are derived from its formulas, for the
        sizes of a small example. All of it is in [the language](language.md). Shapes are those of one example, without the batch; `dy` is
        the gradient that comes in, `dx` the one of `x`. `cnnc layers --markdown` makes this page from the library, and `cnnc derive` shows
        a layer for other sizes and arguments.

        """);
    for (LibraryGroup group : groups) {
      page.append("- [").append(title(group)).append("](#").append(group.name()).append("): ");
      List<String> names = new ArrayList<>();
      group.layers().forEach(l -> names.add("[" + l.name() + "](#" + l.name() + ")"));
      page.append(String.join(", ", names)).append('\n');
    }
    groups.forEach(this::write);
    return page.toString();
  }

  private static String title(LibraryGroup group) {
    return Character.toUpperCase(group.name().charAt(0)) + group.name().substring(1);
  }

  private void write(LibraryGroup group) {
    page.append("\n## ").append(title(group)).append("\n\n").append(group.description());
    page.append(" Its text is [").append(group.file()).append("](");
    page.append(FOLDER).append(group.file()).append(").\n");
    group.layers().forEach(this::write);
  }

  private void write(LibraryLayer layer) {
    page.append("\n### ").append(layer.name()).append("\n\n");
    if (!layer.description().isEmpty()) {
      page.append(layer.description()).append("\n\n");
    }
    fence(layer.signature());
    if (!layer.isOptimizer()) {
      writeExample(layer);
    }
    page.append("<details><summary>").append(layer.name()).append(" in the library</summary>\n\n");
    fence(layer.source());
    page.append("</details>\n");
  }

  private void writeExample(LibraryLayer layer) {
    LayerExample example = LayerExample.of(layer.definition(), List.of(), Map.of());
    page.append("For example `").append(call(layer, example)).append("`:\n\n");
    fence(
        Derivation.text(elaborator.layer(layer.name(), example.shapes(), example.arguments(), true))
            .strip());
  }

  private static String call(LibraryLayer layer, LayerExample example) {
    List<String> arguments = new ArrayList<>();
    for (Parameter.Tensor tensor : layer.definition().tensors()) {
      arguments.add(tensor.name().text());
    }
    example.arguments().forEach((name, value) -> arguments.add(name + " = " + value));
    return layer.name() + "(" + String.join(", ", arguments) + ")";
  }

  private void fence(String text) {
    page.append("```\n").append(text).append("\n```\n\n");
  }
}
