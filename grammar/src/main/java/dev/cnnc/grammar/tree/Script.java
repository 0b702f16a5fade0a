package dev.cnnc.grammar.tree;

import dev.cnnc.grammar.source.SourceSpan;
import java.util.List;

/** A whole {@code .cnn} file: its definitions in order. */
public record Script(SourceSpan span, List<Definition> definitions) implements SyntaxNode {
  public Script {
    definitions = List.copyOf(definitions);
  }
}
