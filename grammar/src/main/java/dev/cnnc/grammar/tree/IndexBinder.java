package dev.cnnc.grammar.tree;

import dev.cnnc.grammar.source.SourceSpan;
import java.util.Optional;

/** An index where it is introduced: on the left of a formula or in the brackets of a reduction. */
public sealed interface IndexBinder extends SyntaxNode {
  /**
   * {@code u}, or {@code u < expr} with its range {@code 0..expr-1}. The name {@code batch} is
   * reserved for the batch axis.
   */
  record Named(SourceSpan span, Name name, Optional<Expression> extent) implements IndexBinder {}

  /** {@code ..}: all remaining axes. */
  record Rest(SourceSpan span) implements IndexBinder {}
}
