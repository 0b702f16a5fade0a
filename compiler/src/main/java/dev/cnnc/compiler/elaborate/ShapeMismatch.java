package dev.cnnc.compiler.elaborate;

import dev.cnnc.compiler.graph.ElementType;
import dev.cnnc.grammar.source.SourceSpan;
import dev.cnnc.grammar.tree.Expression;
import java.util.ArrayList;
import java.util.List;

/** Says which operands of an elementwise operation have which shapes, and where from. */
final class ShapeMismatch {
  private static final int LONGEST_NAME = 30;

  private final Frame frame;

  ShapeMismatch(Frame frame) {
    this.frame = frame;
  }

  /**
   * @param parts the operands found so far, the last of which does not fit
   */
  void report(
      String symbol,
      SourceSpan span,
      List<Expression> sources,
      List<Meaning> operands,
      List<Meaning.Elementwise> parts) {
    List<String> names = new ArrayList<>();
    List<String> lines = new ArrayList<>();
    List<String> types = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      if (parts.get(i).shape().rank() > 0) {
        names.add(name(sources.get(i)));
        types.add(Types.text(ElementType.F32, parts.get(i).shape()));
        lines.add(origin(sources.get(i), operands.get(i)));
      }
    }
    int width = names.stream().mapToInt(String::length).max().orElse(0);
    for (int i = 0; i < lines.size(); i++) {
      String name = String.format("%-" + Math.max(1, width) + "s", names.get(i));
      lines.set(i, name + " is " + types.get(i) + lines.get(i));
    }
    frame.report(
        Code.SHAPES_DIFFER,
        span,
        "'"
            + symbol
            + "' needs equal shapes, found "
            + types.get(0)
            + " and "
            + types.get(types.size() - 1),
        lines);
  }

  /** The expression's own text, on one line and not too long. */
  static String name(Expression expression) {
    String text = expression.span().text().replaceAll("\\s+", " ");
    return text.length() <= LONGEST_NAME ? text : text.substring(0, LONGEST_NAME - 1) + "…";
  }

  /** For a name: what was assigned to it; else what made the value. */
  private String origin(Expression source, Meaning operand) {
    if (source instanceof Expression.Reference reference
        && frame.scope().find(reference.name()).isPresent()
        && frame.scope().find(reference.name()).get().meaning() instanceof Meaning.Tensor named) {
      return ": " + named.note();
    }
    return operand instanceof Meaning.Tensor tensor ? ": " + tensor.note() : "";
  }
}
