package dev.cnnc.compiler.elaborate;

import dev.cnnc.grammar.tree.Expression;
import java.util.Optional;

/**
 * What a training step makes of the parameters.
 *
 * @param optimizer the call of the optimizer, {@code sgd(lr = 0.05, momentum = 0.9)}
 * @param clip what is done to the gradients before, {@code clip_norm(5)}
 */
public record UpdateRule(Expression.Call optimizer, Optional<Expression.Call> clip) {
  /** An optimizer that sees the gradients as they are. */
  public static UpdateRule of(Expression.Call optimizer) {
    return new UpdateRule(optimizer, Optional.empty());
  }
}
