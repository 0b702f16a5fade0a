package dev.cnnc.grammar.format;

import dev.cnnc.grammar.source.SourceSpan;
import dev.cnnc.grammar.tree.Name;
import dev.cnnc.grammar.tree.SyntaxNode;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Collection;
import java.util.Optional;

/**
 * Shows a syntax tree as an indented list of its parts, each with the line and column it was read
 * from. It follows the record components, so it shows every part of every kind of node.
 */
public final class TreePrinter {
  private final StringBuilder out = new StringBuilder();

  private TreePrinter() {}

  public static String print(SyntaxNode node) {
    TreePrinter printer = new TreePrinter();
    printer.part("", (Record) node, 0);
    return printer.out.toString();
  }

  private void part(String label, Record part, int depth) {
    out.append("  ".repeat(depth)).append(label).append(part.getClass().getSimpleName());
    for (RecordComponent component : part.getClass().getRecordComponents()) {
      Object value = value(part, component);
      if (value instanceof Name name) {
        out.append(' ').append(component.getName()).append('=').append(name.text());
      } else if (value instanceof String text) {
        out.append(' ').append(component.getName()).append('=');
        out.append(ExpressionPrinter.quote(text));
      } else if (value instanceof Number || value instanceof Boolean || value instanceof Enum<?>) {
        out.append(' ').append(component.getName()).append('=').append(value);
      }
    }
    if (part instanceof SyntaxNode node && !node.span().equals(SourceSpan.NONE)) {
      out.append("  @").append(node.span().line()).append(':').append(node.span().column());
    }
    out.append('\n');
    for (RecordComponent component : part.getClass().getRecordComponents()) {
      children(component.getName() + ": ", value(part, component), depth + 1);
    }
  }

  private void children(String label, Object value, int depth) {
    if (value instanceof Optional<?> optional) {
      optional.ifPresent(v -> children(label, v, depth));
    } else if (value instanceof Collection<?> collection) {
      collection.forEach(v -> children(label, v, depth));
    } else if (value instanceof Record part
        && !(part instanceof Name)
        && !(part instanceof SourceSpan)) {
      part(label, part, depth);
    }
  }

  private static Object value(Record part, RecordComponent component) {
    try {
      return component.getAccessor().invoke(part);
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException("cannot read " + component, e);
    }
  }
}
