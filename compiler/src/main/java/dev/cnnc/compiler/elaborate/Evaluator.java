package dev.cnnc.compiler.elaborate;

import dev.cnnc.compiler.graph.ScalarFunction;
import dev.cnnc.compiler.graph.Shape;
import dev.cnnc.grammar.source.SourceSpan;
import dev.cnnc.grammar.tree.Expression;
import dev.cnnc.grammar.tree.Name;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Finds out what an expression of a body stands for. Outside a formula tensors are meant as wholes;
 * within one, element by element, at the values of the indices in scope.
 */
final class Evaluator {
  private static final double PI = Math.PI;

  private final Frame frame;
  private final IndexScope indices;

  private Evaluator(Frame frame, IndexScope indices) {
    this.frame = frame;
    this.indices = indices;
  }

  /** Evaluates outside of formulas. */
  Evaluator(Frame frame) {
    this(frame, IndexScope.OUTSIDE);
  }

  /** Evaluates at the same place, within the indices given. */
  Evaluator within(IndexScope scope) {
    return new Evaluator(frame, scope);
  }

  /** Evaluates in the same body, outside of any formula. */
  Evaluator outside() {
    return new Evaluator(frame);
  }

  Frame frame() {
    return frame;
  }

  IndexScope indices() {
    return indices;
  }

  Meaning evaluate(Expression expression) {
    frame.session().enter(frame, expression.span());
    try {
      return dispatch(expression);
    } finally {
      frame.session().leave();
    }
  }

  private Meaning dispatch(Expression expression) {
    if (expression instanceof Expression.NumberLiteral number) {
      return Constant.of(number.value());
    }
    if (expression instanceof Expression.BooleanLiteral truth) {
      return Constant.of(truth.value());
    }
    if (expression instanceof Expression.StringLiteral text) {
      return Constant.of(text.value());
    }
    if (expression instanceof Expression.Reference reference) {
      return reference(reference);
    }
    if (expression instanceof Expression.Tuple tuple) {
      return tuple(tuple);
    }
    if (expression instanceof Expression.Unary unary) {
      return new Operators(this).unary(unary);
    }
    if (expression instanceof Expression.Binary binary) {
      return new Operators(this).binary(binary);
    }
    if (expression instanceof Expression.Conditional conditional) {
      return conditional(conditional);
    }
    if (expression instanceof Expression.Call call) {
      return new Calls(this).call(call);
    }
    if (expression instanceof Expression.Pipeline pipeline) {
      return new Pipelines(this).pipeline(pipeline);
    }
    if (expression instanceof Expression.Access access) {
      return new Subscripts(this).access(access);
    }
    if (expression instanceof Expression.Member member) {
      return member(member);
    }
    if (expression instanceof Expression.Reduction reduction) {
      return new Reductions(this).reduction(reduction);
    }
    throw new AssertionError(expression);
  }

  private Meaning reference(Expression.Reference reference) {
    String name = reference.name();
    if (indices.find(name).isPresent()) {
      return new Meaning.Position(Ratio.index(name));
    }
    Optional<Scope.Binding> binding = frame.scope().find(name);
    if (binding.isPresent()) {
      return named(reference, binding.get().meaning());
    }
    if (name.equals("training")) {
      return Constant.of(frame.session().training());
    }
    if (name.equals("pi")) {
      return Constant.of(PI);
    }
    if (name.equals("none")) {
      return new Constant.None();
    }
    if (name.equals("batch") && indices.isFormula()) {
      frame.report(
          Code.BATCH,
          reference.span(),
          "the batch axis is implicit: 'batch' takes no place among subscripts and is no number");
      return Meaning.UNKNOWN;
    }
    frame.session().unknownName(frame, reference.span(), name, visibleNames(), indices.isFormula());
    return Meaning.UNKNOWN;
  }

  private Meaning named(Expression.Reference reference, Meaning meaning) {
    if (meaning instanceof Meaning.Tensor tensor) {
      int rank = tensor.value().shape().rank();
      if (indices.isFormula() && rank > 0) {
        frame.report(
            Code.NEEDS_SUBSCRIPTS,
            reference.span(),
            reference.name()
                + " is "
                + Types.text(tensor.value())
                + " and needs "
                + Plural.of(rank, "subscript", "subscripts")
                + " in a formula",
            "write " + reference.name() + "[..] for the element at the formula's own indices");
        return Meaning.UNKNOWN;
      }
      return new Meaning.Tensor(tensor.value(), frame.note(reference.name(), reference.span()));
    }
    return meaning;
  }

  private Set<String> visibleNames() {
    Set<String> names = new TreeSet<>(frame.scope().names());
    indices.all().forEach(index -> names.add(index.name()));
    names.add("training");
    return names;
  }

  private Meaning tuple(Expression.Tuple tuple) {
    List<Constant> elements = new ArrayList<>();
    for (Expression element : tuple.elements()) {
      Optional<Constant> value = constant(element, "an element of a tuple");
      if (value.isEmpty()) {
        return Meaning.UNKNOWN;
      }
      elements.add(value.get());
    }
    return new Constant.Tuple(elements);
  }

  private Meaning conditional(Expression.Conditional conditional) {
    Meaning condition = evaluate(conditional.condition());
    if (condition instanceof Constant.Truth truth) {
      return evaluate(truth.value() ? conditional.then() : conditional.otherwise());
    }
    if (condition instanceof Constant constant) {
      frame.report(
          Code.OPERAND_TYPE,
          conditional.condition().span(),
          "a condition is true or false, found " + constant.describe());
      return Meaning.UNKNOWN;
    }
    Meaning then = evaluate(conditional.then());
    Meaning otherwise = evaluate(conditional.otherwise());
    return new Operators(this)
        .apply(
            ScalarFunction.SELECT,
            "if",
            conditional.span(),
            List.of(conditional.condition(), conditional.then(), conditional.otherwise()),
            List.of(condition, then, otherwise));
  }

  private Meaning member(Expression.Member member) {
    Name name = member.name();
    Shape shape;
    if (member.target() instanceof Expression.Reference reference
        && reference.name().equals("result")
        && frame.scope().find("result").isEmpty()) {
      if (frame.result().isEmpty()) {
        frame.report(
            Code.MEMBER,
            member.span(),
            "this layer declares no result type, so there is no result.shape");
        return Meaning.UNKNOWN;
      }
      shape = frame.result().get();
    } else {
      Meaning target = outside().place(outside().evaluate(member.target()), "value", member.span());
      if (!(target instanceof Meaning.Tensor tensor)) {
        if (target != Meaning.UNKNOWN) {
          frame.report(Code.MEMBER, member.span(), "only a tensor has ." + name.text());
        }
        return Meaning.UNKNOWN;
      }
      shape = tensor.value().shape();
    }
    return Members.of(frame, name, shape);
  }

  /** The constant that an expression is; empty, and reported, if it is none. */
  Optional<Constant> constant(Expression expression, String what) {
    Meaning meaning = outside().evaluate(expression);
    if (meaning instanceof Constant constant) {
      return Optional.of(constant);
    }
    if (meaning != Meaning.UNKNOWN) {
      frame.report(
          Code.NOT_CONSTANT,
          expression.span(),
          what + " must be known at compile time, found a tensor");
    }
    return Optional.empty();
  }

  /** The whole number that an expression is; empty, and reported, if it is none. */
  Optional<Integer> whole(Expression expression, String what) {
    Optional<Constant> value = constant(expression, what);
    if (value.isPresent() && value.get().toInt().isEmpty()) {
      frame.report(
          Code.ARGUMENT_TYPE,
          expression.span(),
          what + " must be a whole number, found " + value.get().describe());
    }
    return value.flatMap(Constant::toInt);
  }

  /** The whole number of at least 1 that an expression is; empty, and reported, if it is none. */
  Optional<Integer> extent(Expression expression, String what) {
    Optional<Integer> extent = whole(expression, what);
    if (extent.isPresent() && extent.get() < 1) {
      frame.report(
          Code.BAD_EXTENT, expression.span(), what + " must be at least 1, found " + extent.get());
      return Optional.empty();
    }
    return extent;
  }

  /** Gives what is a tensor a place in the graph, under {@code name}; anything else stays. */
  Meaning place(Meaning meaning, String name, SourceSpan span) {
    return new Placement(this).place(meaning, name, span);
  }
}
