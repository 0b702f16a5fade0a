package dev.cnnc.grammar.tree;

import dev.cnnc.grammar.source.SourceSpan;
import java.util.List;
import java.util.Optional;

/** A written type. */
public sealed interface Type extends SyntaxNode {
  enum Element {
    F32,
    I32
  }

  enum Kind {
    INT,
    REAL,
    BOOL,
    STRING
  }

  /** {@code f32[C, ..]}: the shape of one example. */
  record Tensor(SourceSpan span, Element element, List<Axis> axes) implements Type {
    public Tensor {
      axes = List.copyOf(axes);
    }
  }

  /**
   * {@code int}, {@code int[2]} or {@code int[..]}: a compile-time value, or a tuple of as many of
   * them, or of any number.
   */
  record Scalar(SourceSpan span, Kind kind, Optional<Axis> count) implements Type {}
}
