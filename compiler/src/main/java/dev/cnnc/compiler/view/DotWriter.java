package dev.cnnc.compiler.view;

/** Writes a drawing in the DOT language, for Graphviz and its relatives. */
public final class DotWriter {
  private DotWriter() {}

  public static String write(Drawing drawing) {
    StringBuilder dot = new StringBuilder();
    dot.append("digraph ").append(quoted(drawing.title())).append(" {\n");
    dot.append("  node [shape=box, style=\"rounded,filled\", fontname=\"monospace\"]\n");
    dot.append("  edge [fontname=\"monospace\", fontsize=10]\n");
    for (Drawing.Box box : drawing.boxes()) {
      dot.append("  ").append(quoted(box.id())).append(" [label=");
      dot.append(quoted(String.join("\n", box.lines())));
      dot.append(", fillcolor=").append(quoted(Palette.fill(box.kind()))).append("]\n");
    }
    for (Drawing.Arrow arrow : drawing.arrows()) {
      dot.append("  ").append(quoted(arrow.from())).append(" -> ").append(quoted(arrow.to()));
      if (!arrow.label().isEmpty()) {
        dot.append(" [label=").append(quoted(arrow.label())).append(']');
      }
      dot.append('\n');
    }
    return dot.append("}\n").toString();
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
  }
}
