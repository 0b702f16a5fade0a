package dev.cnnc.grammar.tree;

import dev.cnnc.grammar.source.SourceSpan;
import java.util.List;
import java.util.Optional;

/** What stands after a {@code |>}. */
public sealed interface Stage extends SyntaxNode {
  /** A call without its first tensor; {@code relu} alone is {@code relu()}. */
  record Apply(SourceSpan span, Expression.Call call) implements Stage {}

  /**
   * {@code repeat n { stages }} (no variable, from 0) or {@code repeat i in from..to { stages }}
   * ({@code to} excluded); {@code shared} ties the parameters of the copies.
   */
  record Repeat(
      SourceSpan span,
      boolean shared,
      Optional<Name> variable,
      Optional<Expression> from,
      Expression to,
      List<Stage> stages)
      implements Stage {
    public Repeat {
      stages = List.copyOf(stages);
    }
  }
}
