package dev.cnnc.grammar.tree;

import dev.cnnc.grammar.source.SourceSpan;
import java.util.List;

/** The statements between braces. */
public record Block(SourceSpan span, List<Statement> statements) implements SyntaxNode {
  public Block {
    statements = List.copyOf(statements);
  }
}
