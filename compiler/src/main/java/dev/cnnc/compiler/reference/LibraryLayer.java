package dev.cnnc.compiler.reference;

import dev.cnnc.grammar.source.SourceFile;
import dev.cnnc.grammar.tree.Definition;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * One layer of the library as its text presents it.
 *
 * @param definition the layer
 * @param description the comment right above it; may be empty
 */
public record LibraryLayer(Definition.Layer definition, String description) {
  private static final String COMMENT = "//";

  static LibraryLayer of(Definition.Layer definition) {
    SourceFile file = definition.span().file();
    return new LibraryLayer(definition, comment(file, definition.span().line() - 1));
  }

  public String name() {
    return definition.name().text();
  }

  /**
   * What it takes and what it makes of it: {@code linear(x: f32[.., N]; …) -> f32[.., features]}.
   */
  public String signature() {
    int start = definition.name().span().start();
    int end = definition.body().span().start();
    return definition.span().file().text().substring(start, end).strip();
  }

  /**
   * What it takes, on one line: {@code linear(x: f32[.., N]; features: int, bias: bool = true)}.
   */
  public String call() {
    return signature().replaceAll("\\s+", " ").replaceAll(" ->.*", "");
  }

  /** Its whole text. */
  public String source() {
    return definition.span().text();
  }

  /** Whether it says what a step makes of a parameter. */
  boolean isOptimizer() {
    return definition.tensors().stream().anyMatch(t -> t.name().text().equals("gradient"));
  }

  /** The lines of comment that end with a line, as running text. */
  static String comment(SourceFile file, int lastLine) {
    Deque<String> lines = new ArrayDeque<>();
    for (int line = lastLine; line >= 1; line--) {
      String text = file.lineText(line).strip();
      if (!text.startsWith(COMMENT)) {
        break;
      }
      lines.addFirst(text.substring(COMMENT.length()).strip());
    }
    return String.join("\n", lines);
  }
}
