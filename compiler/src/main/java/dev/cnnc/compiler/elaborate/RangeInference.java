package dev.cnnc.compiler.elaborate;

import dev.cnnc.compiler.elaborate.Declaration.Range;
import dev.cnnc.compiler.elaborate.Declaration.Rest;
import dev.cnnc.compiler.elaborate.Declaration.Variable;
import dev.cnnc.compiler.graph.Shape;
import dev.cnnc.grammar.source.SourceSpan;
import dev.cnnc.grammar.tree.Argument;
import dev.cnnc.grammar.tree.Expression;
import dev.cnnc.grammar.tree.IndexBinder;
import dev.cnnc.grammar.tree.Stage;
import dev.cnnc.grammar.tree.Subscript;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the range of every index of a formula: from the declared type of the result, from {@code u
 * < expr} where it is introduced, and from each axis where it stands alone. All that are given must
 * agree. Likewise the extents that {@code ..} stands for.
 */
final class RangeInference {
  private final Evaluator tensors;
  private final Frame frame;
  private final FormulaContext context = new FormulaContext();
  private final Set<String> names = new HashSet<>();
  private boolean sound = true;

  /**
   * @param tensors evaluates what is outside the formula: the tensors it reads
   */
  RangeInference(Evaluator tensors) {
    this.tensors = tensors;
    this.frame = tensors.frame();
  }

  /**
   * The ranges of {@code target}'s and all inner indices, set in their declarations; empty if one
   * is wrong or missing, which is then reported.
   */
  Optional<FormulaContext> infer(Declaration target, Expression body) {
    target.variables().forEach(variable -> names.add(variable.name()));
    walk(body, target);
    if (!sound) {
      return Optional.empty();
    }
    int restRank = requireRanges(target);
    for (Declaration declaration : context.declarations()) {
      restRank = Math.max(restRank, requireRanges(declaration));
    }
    List<String> restNames = new ArrayList<>();
    for (int axis = 0; axis < restRank; axis++) {
      String name = "r" + axis;
      while (names.contains(name)) {
        name += "_";
      }
      restNames.add(name);
    }
    context.restNames(restNames);
    return sound ? Optional.of(context) : Optional.empty();
  }

  /** The indices that {@code binders} introduce, with the ranges written there. */
  Declaration declare(List<IndexBinder> binders, Optional<Declaration> outer, boolean reduction) {
    Declaration declaration = new Declaration(outer);
    for (IndexBinder binder : binders) {
      if (binder instanceof IndexBinder.Rest rest) {
        if (declaration.findRest().isPresent()) {
          wrong(Code.INDEX_BOUND_TWICE, rest.span(), "'..' is bound already in this formula");
        } else {
          declaration.addRest(rest.span());
        }
      } else if (binder instanceof IndexBinder.Named named) {
        declare(named, declaration, reduction);
      }
    }
    return declaration;
  }

  private void declare(IndexBinder.Named binder, Declaration declaration, boolean reduction) {
    String name = binder.name().text();
    if (name.equals("batch")) {
      if (!reduction) {
        wrong(
            Code.BATCH,
            binder.span(),
            "the batch axis is implicit, 'batch' may stand in a reduction only");
      } else if (declaration.withinBatch()) {
        wrong(Code.INDEX_BOUND_TWICE, binder.span(), "'batch' is bound already");
      }
      declaration.addBatch();
      return;
    }
    if (declaration.find(name).isPresent()) {
      wrong(
          Code.INDEX_BOUND_TWICE,
          binder.span(),
          "index "
              + name
              + " is bound already on line "
              + declaration.find(name).get().span().line());
      return;
    }
    names.add(name);
    Variable variable = new Variable(name, binder.name().span());
    declaration.add(variable);
    if (binder.extent().isPresent()) {
      Expression written = binder.extent().get();
      Optional<Integer> extent = tensors.extent(written, "the range of index " + name);
      if (extent.isPresent()) {
        variable.range(new Range(extent.get(), "written", written.span()));
      } else {
        sound = false;
      }
    }
  }

  /** Gives the indices of a formula's left side the ranges of the declared result. */
  void applyResult(Declaration target, Shape result, SourceSpan span) {
    int restRank = result.rank() - target.size();
    if (target.rest().isEmpty() ? restRank != 0 : restRank < 0) {
      wrong(
          Code.SUBSCRIPT_COUNT,
          span,
          "the declared result has "
              + Plural.of(result.rank(), "axis", "axes")
              + ", found "
              + Plural.of(target.size(), "index", "indices"));
      return;
    }
    int axis = 0;
    int position = 0;
    for (Variable variable : target.variables()) {
      if (target.rest().isPresent() && target.rest().get().position() == position) {
        axis += restRank;
      }
      note(
          variable,
          new Range(result.extent(axis++), "axis " + (axis - 1) + " of the declared result", span),
          span);
      position++;
    }
    if (target.rest().isPresent()) {
      int from = target.rest().get().position();
      noteRest(
          target.rest().get(),
          result.extents().subList(from, from + restRank),
          "the declared result",
          span);
    }
  }

  private void walk(Expression expression, Declaration scope) {
    if (expression instanceof Expression.Unary unary) {
      walk(unary.operand(), scope);
    } else if (expression instanceof Expression.Binary binary) {
      walk(binary.left(), scope);
      walk(binary.right(), scope);
    } else if (expression instanceof Expression.Conditional conditional) {
      walkConditional(conditional, scope);
    } else if (expression instanceof Expression.Call call) {
      for (Argument argument : call.arguments()) {
        walk(argument.value(), scope);
      }
    } else if (expression instanceof Expression.Pipeline pipeline) {
      walk(pipeline.source(), scope);
      for (Stage stage : pipeline.stages()) {
        if (stage instanceof Stage.Apply apply) {
          walk(apply.call(), scope);
        }
      }
    } else if (expression instanceof Expression.Reduction reduction) {
      Declaration inner = declare(reduction.indices(), Optional.of(scope), true);
      context.declare(reduction, inner);
      walk(reduction.body(), inner);
    } else if (expression instanceof Expression.Access access) {
      walkAccess(access, scope);
    } else if (expression instanceof Expression.Reference reference) {
      frame.scope().find(reference.name()).ifPresent(b -> noteBatched(b.meaning(), scope));
    }
  }

  private void walkConditional(Expression.Conditional conditional, Declaration scope) {
    if (ConstantTest.isConstant(
        conditional.condition(), frame, name -> scope.find(name).isPresent())) {
      Meaning condition = tensors.evaluate(conditional.condition());
      if (condition instanceof Constant.Truth truth) {
        walk(truth.value() ? conditional.then() : conditional.otherwise(), scope);
      } else {
        sound = false;
      }
      return;
    }
    walk(conditional.condition(), scope);
    walk(conditional.then(), scope);
    walk(conditional.otherwise(), scope);
  }

  private void walkAccess(Expression.Access access, Declaration scope) {
    Meaning target =
        tensors.place(tensors.evaluate(access.target()), "value", access.target().span());
    if (target instanceof Constant.Tuple tuple
        && !ConstantTest.isConstant(access, frame, name -> scope.find(name).isPresent())) {
      target = new Subscripts(tensors).table(access.target(), tuple);
    }
    context.target(access.target(), target);
    noteBatched(target, scope);
    if (target instanceof Meaning.Tensor tensor) {
      walkSubscripts(access, tensor, scope);
    } else if (target == Meaning.UNKNOWN) {
      sound = false;
    }
  }

  private void walkSubscripts(Expression.Access access, Meaning.Tensor tensor, Declaration scope) {
    Shape shape = tensor.value().shape();
    Optional<Integer> restRank = Subscripts.restRank(frame, access, shape);
    if (restRank.isEmpty()) {
      sound = false;
      return;
    }
    String name = access.target().span().text();
    int axis = 0;
    for (Subscript subscript : access.subscripts()) {
      if (subscript instanceof Subscript.Rest rest) {
        List<Integer> extents = shape.extents().subList(axis, axis + restRank.get());
        scope.findRest().ifPresent(r -> noteRest(r, extents, name, rest.span()));
        axis += restRank.get();
      } else if (subscript instanceof Subscript.At at) {
        Optional<Variable> alone =
            at.position() instanceof Expression.Reference reference
                ? scope.find(reference.name())
                : Optional.empty();
        if (alone.isPresent()) {
          note(
              alone.get(),
              new Range(shape.extent(axis), "axis " + axis + " of " + name, at.span()),
              at.span());
        } else {
          walk(at.position(), scope);
        }
        axis++;
      }
    }
  }

  private void noteBatched(Meaning meaning, Declaration scope) {
    if (meaning instanceof Meaning.Tensor tensor
        && tensor.value().batched()
        && !scope.withinBatch()) {
      context.markBatched();
    }
  }

  private void note(Variable variable, Range range, SourceSpan span) {
    Range known = variable.range().orElse(range);
    if (known.extent() != range.extent()) {
      sound = false;
      frame.report(
          Code.RANGES_DIFFER,
          span,
          "index "
              + variable.name()
              + " has two ranges: "
              + known.extent()
              + " and "
              + range.extent(),
          List.of(describe(known), describe(range)));
    }
    variable.range(known);
  }

  private static String describe(Range range) {
    return range.extent() + ": " + range.source() + " on line " + range.span().line();
  }

  private void noteRest(Rest rest, List<Integer> extents, String source, SourceSpan span) {
    if (rest.extents().isPresent() && !rest.extents().get().equals(extents)) {
      sound = false;
      frame.report(
          Code.REST_DIFFERS,
          span,
          "'..' stands for the same axes wherever it occurs, found "
              + rest.extents().get()
              + " of "
              + rest.source()
              + " and "
              + extents
              + " of "
              + source);
      return;
    }
    rest.extents(extents, source);
  }

  /** Reports what has no range; the number of axes that {@code ..} stands for. */
  private int requireRanges(Declaration declaration) {
    for (Variable variable : declaration.variables()) {
      if (variable.range().isEmpty()) {
        String name = variable.name();
        sound = false;
        frame.report(
            Code.NO_RANGE,
            variable.span(),
            "index " + name + " has no range",
            "write its range where it is introduced, as in ["
                + name
                + " < 3]; it is known by itself"
                + " only where the index stands alone as a subscript");
      }
    }
    if (declaration.rest().isEmpty()) {
      return 0;
    }
    Rest rest = declaration.rest().get();
    if (rest.extents().isEmpty()) {
      wrong(Code.NO_RANGE, rest.span(), "'..' stands for no tensor's axes here");
      return 0;
    }
    return rest.extents().get().size();
  }

  private void wrong(Code code, SourceSpan span, String message) {
    sound = false;
    frame.report(code, span, message);
  }
}
