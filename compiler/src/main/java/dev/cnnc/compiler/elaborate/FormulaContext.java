package dev.cnnc.compiler.elaborate;

import dev.cnnc.grammar.tree.Expression;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * What range inference found out about a formula: the indices of each of its reductions, the
 * tensors it reads, and whether it varies over the batch.
 */
final class FormulaContext {
  private final Map<Expression.Reduction, Declaration> reductions = new IdentityHashMap<>();
  private final List<Declaration> declarations = new ArrayList<>();
  private final Map<Expression, Meaning> targets = new IdentityHashMap<>();
  private List<String> restNames = List.of();
  private boolean batched;

  void declare(Expression.Reduction reduction, Declaration indices) {
    reductions.put(reduction, indices);
    declarations.add(indices);
  }

  /** The indices of a reduction of this formula. */
  Declaration declaration(Expression.Reduction reduction) {
    return reductions.get(reduction);
  }

  /** The indices of all reductions, in the order of the text. */
  List<Declaration> declarations() {
    return declarations;
  }

  void target(Expression target, Meaning meaning) {
    targets.put(target, meaning);
  }

  /** What stands before the brackets of an access; null if it was not looked at. */
  Meaning target(Expression target) {
    return targets.get(target);
  }

  void restNames(List<String> names) {
    restNames = List.copyOf(names);
  }

  /** The names of the indices that {@code ..} stands for. */
  List<String> restNames() {
    return restNames;
  }

  void markBatched() {
    batched = true;
  }

  /**
   * Whether the formula reads something that varies over the batch, outside of reductions over it.
   */
  boolean batched() {
    return batched;
  }
}
