package dev.cnnc.compiler.elaborate;

import dev.cnnc.compiler.graph.Comprehensions;
import dev.cnnc.compiler.graph.Index;
import dev.cnnc.compiler.graph.Reduction;
import dev.cnnc.compiler.graph.Scalar;
import dev.cnnc.compiler.graph.ScalarFunction;
import dev.cnnc.compiler.graph.Shape;
import dev.cnnc.compiler.graph.Subscript;
import dev.cnnc.grammar.tree.Expression;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code sum[c, u] body} and its kin. */
final class Reductions {
  static final List<String> KINDS =
      List.of("sum", "prod", "max", "min", "mean", "count", "argmax", "argmin");

  private final Evaluator at;
  private final Frame frame;

  Reductions(Evaluator at) {
    this.at = at;
    this.frame = at.frame();
  }

  Meaning reduction(Expression.Reduction reduction) {
    if (!at.indices().isFormula()) {
      Declaration none = new Declaration(Optional.empty());
      return new RangeInference(at)
          .infer(none, reduction)
          .map(formula -> at.within(IndexScope.of(formula, none)).evaluate(reduction))
          .orElse(Meaning.UNKNOWN);
    }
    Declaration declared = at.indices().formula().declaration(reduction);
    IndexScope scope = at.indices().within(declared);
    Evaluator inside = at.within(scope);
    Meaning meaning = inside.evaluate(reduction.body());
    if (meaning == Meaning.UNKNOWN) {
      return meaning;
    }
    if (meaning instanceof Constant constant && !constant.isNumeric()) {
      frame.report(
          Code.OPERAND_TYPE,
          reduction.body().span(),
          "a reduction needs a number, found " + constant.describe());
      return Meaning.UNKNOWN;
    }
    Optional<Reduction> kind = kind(reduction.kind().text());
    if (kind.isEmpty()) {
      frame.report(
          Code.UNKNOWN_NAME,
          reduction.kind().span(),
          "there is no reduction '" + reduction.kind().text() + "'",
          "there are " + String.join(", ", KINDS));
      return Meaning.UNKNOWN;
    }
    Optional<Meaning> merged = mergedWithInner(kind.get(), scope, declared, meaning);
    if (merged.isPresent() && !reduction.kind().text().equals("mean")) {
      return merged.get();
    }
    Scalar body = new Placement(inside).toElementwise(meaning, reduction.body().span()).body();
    boolean counts = kind.get() == Reduction.COUNT;
    if (declared.overBatch() && !counts && !Comprehensions.batched(body)) {
      frame.report(Code.BATCH, reduction.span(), "nothing in this reduction varies over the batch");
      return Meaning.UNKNOWN;
    }
    if (counts) {
      return count(scope, declared, body);
    }
    Meaning pending = new Meaning.Pending(kind.get(), scope.own(), declared.overBatch(), body);
    return reduction.kind().text().equals("mean")
        ? divided(pending, count(scope, declared, body), reduction)
        : pending;
  }

  private static Optional<Reduction> kind(String name) {
    return switch (name) {
      case "sum", "mean" -> Optional.of(Reduction.SUM);
      case "prod" -> Optional.of(Reduction.PROD);
      case "max" -> Optional.of(Reduction.MAX);
      case "min" -> Optional.of(Reduction.MIN);
      case "count" -> Optional.of(Reduction.COUNT);
      case "argmax" -> Optional.of(Reduction.ARGMAX);
      case "argmin" -> Optional.of(Reduction.ARGMIN);
      default -> Optional.empty();
    };
  }

  /** {@code sum[i] sum[j] e} is {@code sum[i, j] e}; likewise products and extremes. */
  private static Optional<Meaning> mergedWithInner(
      Reduction kind, IndexScope scope, Declaration declared, Meaning body) {
    boolean mergeable =
        switch (kind) {
          case SUM, PROD, MAX, MIN -> true;
          case NONE, ARGMAX, ARGMIN, COUNT -> false;
        };
    if (mergeable
        && body instanceof Meaning.Pending inner
        && inner.reduction() == kind
        && !inner.overBatch()) {
      List<Index> reduced = new ArrayList<>(scope.own());
      reduced.addAll(inner.reduced());
      return Optional.of(new Meaning.Pending(kind, reduced, declared.overBatch(), inner.body()));
    }
    return Optional.empty();
  }

  private Meaning divided(Meaning sum, Meaning count, Expression.Reduction reduction) {
    Placement placement = new Placement(at);
    return new Meaning.Elementwise(
        Shape.SCALAR,
        Scalar.apply(
            ScalarFunction.DIVIDE,
            placement.toElementwise(sum, reduction.span()).body(),
            placement.toElementwise(count, reduction.span()).body()));
  }

  /** How many terms are not left out: a constant where every read is inside. */
  private static Meaning count(IndexScope scope, Declaration declared, Scalar body) {
    boolean inside =
        Comprehensions.accesses(body).stream().allMatch(access -> alwaysInside(access, scope));
    if (!inside) {
      return new Meaning.Pending(Reduction.COUNT, scope.own(), declared.overBatch(), body);
    }
    double terms = 1;
    for (Index index : scope.own()) {
      terms *= index.extent();
    }
    if (!declared.overBatch()) {
      return Constant.of(terms);
    }
    Scalar batch = new Scalar.BatchSize();
    return new Meaning.Elementwise(
        Shape.SCALAR,
        terms == 1 ? batch : Scalar.apply(ScalarFunction.MULTIPLY, Scalar.constant(terms), batch));
  }

  private static boolean alwaysInside(Scalar.Access access, IndexScope scope) {
    for (int axis = 0; axis < access.subscripts().size(); axis++) {
      if (access.subscripts().get(axis) instanceof Subscript.Position position) {
        Ratio ratio = new Ratio(position.numerator(), position.divisor());
        if (!ratio.alwaysInside(access.tensor().shape().extent(axis), scope.all())) {
          return false;
        }
      }
    }
    return true;
  }
}
