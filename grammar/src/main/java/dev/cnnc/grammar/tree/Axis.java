package dev.cnnc.grammar.tree;

import dev.cnnc.grammar.source.SourceSpan;

/** One place in the shape of a {@link Type.Tensor}. */
public sealed interface Axis extends SyntaxNode {
  /** An extent; a bare capital name in a layer's signature binds it. */
  record Extent(SourceSpan span, Expression value) implements Axis {}

  /** {@code ..}: any number of axes. */
  record Rest(SourceSpan span) implements Axis {}
}
