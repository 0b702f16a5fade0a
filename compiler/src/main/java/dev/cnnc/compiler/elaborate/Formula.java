package dev.cnnc.compiler.elaborate;

import dev.cnnc.compiler.graph.Index;
import dev.cnnc.compiler.graph.Shape;
import dev.cnnc.compiler.graph.Value;
import dev.cnnc.grammar.source.SourceSpan;
import dev.cnnc.grammar.tree.Expression;
import dev.cnnc.grammar.tree.IndexBinder;
import java.util.List;
import java.util.Optional;

/** {@code y[k, i < E] = expression}: a formula becomes one comprehension and its temporaries. */
final class Formula {
  private final Evaluator at;
  private final Frame frame;

  Formula(Evaluator at) {
    this.at = at;
    this.frame = at.frame();
  }

  /**
   * @param name the name of the result
   * @param declared the shape the result must have, if there is one
   * @param span the whole formula
   */
  Meaning elaborate(
      String name,
      List<IndexBinder> left,
      Expression right,
      Optional<Shape> declared,
      SourceSpan span) {
    RangeInference inference = new RangeInference(at);
    Declaration target = inference.declare(left, Optional.empty(), false);
    declared.ifPresent(shape -> inference.applyResult(target, shape, span));
    Optional<FormulaContext> context = inference.infer(target, right);
    if (context.isEmpty()) {
      return Meaning.UNKNOWN;
    }
    IndexScope scope = IndexScope.of(context.get(), target);
    Evaluator inside = at.within(scope);
    Meaning meaning = inside.evaluate(right);
    if (meaning == Meaning.UNKNOWN) {
      return meaning;
    }
    if (meaning instanceof Constant constant && !constant.isNumeric()) {
      frame.report(
          Code.OPERAND_TYPE,
          right.span(),
          "a formula computes numbers, found " + constant.describe());
      return Meaning.UNKNOWN;
    }
    List<Index> free = scope.own();
    Value value = new Placement(inside).comprehension(free, meaning, name, span);
    return new Meaning.Tensor(value, frame.note("the formula", span));
  }
}
