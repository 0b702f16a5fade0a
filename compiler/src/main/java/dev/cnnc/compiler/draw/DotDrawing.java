package dev.cnnc.compiler.draw;

import java.util.List;
import java.util.stream.Collectors;

/** Writes a diagram in the language of Graphviz, for those who want to lay it out themselves. */
public final class DotDrawing {
  private final Diagram diagram;
  private final StringBuilder dot = new StringBuilder();

  private DotDrawing(Diagram diagram) {
    this.diagram = diagram;
  }

  /** The text of a DOT file. The same diagram gives the same text. */
  public static String draw(Diagram diagram) {
    return new DotDrawing(diagram).draw();
  }

  private String draw() {
    dot.append("digraph ").append(quote(diagram.title())).append(" {\n");
    dot.append("  graph [label=").append(quote(diagram.title() + "\n" + diagram.subtitle()));
    dot.append(", labelloc=t, fontname=Helvetica, bgcolor=\"#fdfdfc\"]\n");
    dot.append("  node [shape=box, style=\"rounded,filled\", fontname=Helvetica]\n");
    dot.append("  edge [fontname=Helvetica, fontsize=10]\n");
    contents("", "  ");
    for (Diagram.Arrow arrow : diagram.arrows()) {
      String colour = arrow.backward() ? Kind.BACKWARD.stroke() : "#5f6b7a";
      dot.append("  ").append(quote(arrow.from())).append(" -> ").append(quote(arrow.to()));
      dot.append(" [label=").append(quote(arrow.label()));
      dot.append(", color=").append(quote(colour)).append("]\n");
    }
    return dot.append("}\n").toString();
  }

  /** The boxes and frames that stand directly in a frame. */
  private void contents(String frame, String indent) {
    for (Diagram.Box box : diagram.boxes()) {
      if (box.frame().equals(frame)) {
        String label = box.title() + "\n" + String.join("\n", box.lines());
        dot.append(indent).append(quote(box.id())).append(" [label=").append(quote(label.strip()));
        dot.append(", fillcolor=").append(quote(box.kind().fill()));
        dot.append(", color=").append(quote(box.kind().stroke())).append("]\n");
      }
    }
    for (Diagram.Frame inner : childrenOf(frame)) {
      dot.append(indent).append("subgraph ").append(quote("cluster_" + inner.id())).append(" {\n");
      dot.append(indent).append("  label=").append(quote(inner.title())).append('\n');
      contents(inner.id(), indent + "  ");
      dot.append(indent).append("}\n");
    }
  }

  private List<Diagram.Frame> childrenOf(String frame) {
    return diagram.frames().stream()
        .filter(inner -> inner.parent().equals(frame))
        .collect(Collectors.toList());
  }

  private static String quote(String text) {
    return '"'
        + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n").replace("\r", "")
        + '"';
  }
}
