package dev.cnnc.grammar.tree;

import dev.cnnc.grammar.source.SourceSpan;
import java.util.Optional;

/** What a layer, model or function is called with. */
public sealed interface Parameter extends SyntaxNode {
  Name name();

  /** {@code x: f32[C, H, W]}, before the semicolon of a layer's signature. */
  record Tensor(SourceSpan span, Name name, Type.Tensor type) implements Parameter {}

  /** {@code stride: int[2] = 1}, a compile-time value. */
  record Value(SourceSpan span, Name name, Type.Scalar type, Optional<Expression> fallback)
      implements Parameter {}
}
