package dev.cnnc.grammar.tree;

import dev.cnnc.grammar.source.SourceSpan;

/** One place between the brackets of an access {@code x[…]}. */
public sealed interface Subscript extends SyntaxNode {
  /** An expression in the indices, or one that reads an {@code i32} tensor. */
  record At(SourceSpan span, Expression position) implements Subscript {}

  /** {@code ..}: all remaining axes. */
  record Rest(SourceSpan span) implements Subscript {}
}
