package dev.cnnc.grammar.tree;

import dev.cnnc.grammar.source.SourceSpan;
import java.util.List;
import java.util.Optional;

/** A line in the body of a layer or a model. */
public sealed interface Statement extends SyntaxNode {
  /** {@code input NAME: TYPE} */
  record Input(SourceSpan span, Name name, Type.Tensor type) implements Statement {}

  /**
   * {@code output NAME = EXPR}, {@code output NAME[i] = EXPR}, or {@code output EXPR} (a name of
   * its own is then missing).
   */
  record Output(SourceSpan span, Optional<Target> target, Expression value) implements Statement {}

  /** {@code param NAME as ALIAS: TYPE = INITIALIZER} */
  record Param(
      SourceSpan span, Name name, Optional<Name> alias, Type.Tensor type, Expression initializer)
      implements Statement {}

  /** {@code state NAME as ALIAS: TYPE = INITIALIZER} */
  record State(
      SourceSpan span, Name name, Optional<Name> alias, Type.Tensor type, Expression initializer)
      implements Statement {}

  /** {@code update NAME[...] = EXPR} */
  record Update(SourceSpan span, Target target, Expression value) implements Statement {}

  /** {@code assert CONDITION, "message"} */
  record Assert(SourceSpan span, Expression condition, String message) implements Statement {}

  /**
   * {@code if CONDITION { … } else { … }}; {@code else if} is an otherwise block that holds one
   * {@code If}.
   */
  record If(SourceSpan span, Expression condition, Block then, Optional<Block> otherwise)
      implements Statement {}

  /** {@code NAME = EXPR}, or a formula {@code NAME[i, j] = EXPR} */
  record Assignment(SourceSpan span, Target target, Expression value) implements Statement {}

  /**
   * The left side of a definition. With {@code indices} (possibly none of them: {@code y[] = …}) it
   * is a formula in index notation.
   */
  record Target(SourceSpan span, Name name, Optional<List<IndexBinder>> indices) {
    public Target {
      indices = indices.map(List::copyOf);
    }
  }
}
