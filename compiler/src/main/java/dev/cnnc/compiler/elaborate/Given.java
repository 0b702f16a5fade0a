package dev.cnnc.compiler.elaborate;

import dev.cnnc.grammar.source.SourceSpan;
import dev.cnnc.grammar.tree.Expression;
import dev.cnnc.grammar.tree.Name;
import java.util.Optional;

/**
 * An argument of a call with what it stands for.
 *
 * @param source the expression; for a tensor that comes down a pipeline, all that stands before
 * @param piped whether it comes down a pipeline
 */
record Given(Optional<Name> name, Expression source, Meaning meaning, boolean piped) {
  SourceSpan span() {
    return source.span();
  }

  /** As it reads in a call: constants by their values, tensors as they are written. */
  String text() {
    String value =
        meaning instanceof Constant constant ? constant.toString() : ShapeMismatch.name(source);
    return name.map(n -> n.text() + " = " + value).orElse(value);
  }
}
