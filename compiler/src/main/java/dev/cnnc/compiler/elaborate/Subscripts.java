package dev.cnnc.compiler.elaborate;

import dev.cnnc.compiler.graph.ElementType;
import dev.cnnc.compiler.graph.Index;
import dev.cnnc.compiler.graph.Interval;
import dev.cnnc.compiler.graph.Scalar;
import dev.cnnc.compiler.graph.Shape;
import dev.cnnc.compiler.graph.Value;
import dev.cnnc.grammar.source.SourceSpan;
import dev.cnnc.grammar.tree.Expression;
import dev.cnnc.grammar.tree.Subscript;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Accesses: {@code x[c, i + u]} of a tensor, {@code kernel[0]} of a tuple. */
final class Subscripts {
  private final Evaluator at;
  private final Frame frame;

  Subscripts(Evaluator at) {
    this.at = at;
    this.frame = at.frame();
  }

  Meaning access(Expression.Access access) {
    Meaning known =
        at.indices().isFormula() ? at.indices().formula().target(access.target()) : null;
    Meaning target = known != null ? known : evaluateTarget(access);
    if (target instanceof Constant.Tuple tuple) {
      return element(access, tuple);
    }
    if (target instanceof Meaning.Tensor tensor) {
      return at.indices().isFormula() ? read(access, tensor.value()) : readOutside(access);
    }
    if (target != Meaning.UNKNOWN) {
      frame.report(
          Code.OPERAND_TYPE,
          access.span(),
          ShapeMismatch.name(access.target())
              + " is neither a tensor nor a tuple and takes no subscripts");
    }
    return Meaning.UNKNOWN;
  }

  private Meaning evaluateTarget(Expression.Access access) {
    Evaluator outside = at.outside();
    return outside.place(outside.evaluate(access.target()), "value", access.target().span());
  }

  private Meaning element(Expression.Access access, Constant.Tuple tuple) {
    if (access.subscripts().size() != 1
        || !(access.subscripts().get(0) instanceof Subscript.At subscript)) {
      frame.report(Code.SUBSCRIPT_COUNT, access.span(), "a tuple takes one subscript");
      return Meaning.UNKNOWN;
    }
    Optional<Integer> position = at.whole(subscript.position(), "the subscript of a tuple");
    int size = tuple.elements().size();
    if (position.isPresent() && (position.get() < 0 || position.get() >= size)) {
      frame.report(
          Code.READS_OUTSIDE,
          subscript.span(),
          "the tuple has "
              + Plural.of(size, "element", "elements")
              + ", there is none at "
              + position.get());
      return Meaning.UNKNOWN;
    }
    return position.isPresent() ? tuple.elements().get(position.get()) : Meaning.UNKNOWN;
  }

  /** A tuple as a tensor, whose elements indices and data may choose. */
  Meaning table(Expression target, Constant.Tuple tuple) {
    List<Double> values = new ArrayList<>();
    for (Constant element : tuple.elements()) {
      if (!(element instanceof Constant.Number number)) {
        frame.report(
            Code.OPERAND_TYPE,
            target.span(),
            "an index chooses among numbers, found " + element.describe());
        return Meaning.UNKNOWN;
      }
      values.add(number.value());
    }
    if (values.isEmpty()) {
      frame.report(Code.BAD_EXTENT, target.span(), "an index chooses among no elements: ()");
      return Meaning.UNKNOWN;
    }
    Limits.requireRoom(frame, target.span());
    String name = target instanceof Expression.Reference reference ? reference.name() : "value";
    Value value =
        frame
            .session()
            .graph()
            .addConstant(frame.qualified(name), values, frame.origin(target.span()));
    return new Meaning.Tensor(value, frame.note("the tuple", target.span()));
  }

  /** {@code logits[label]} outside of a formula is a formula without indices. */
  private Meaning readOutside(Expression.Access access) {
    Declaration none = new Declaration(Optional.empty());
    return new RangeInference(at)
        .infer(none, access)
        .map(formula -> at.within(IndexScope.of(formula, none)).evaluate(access))
        .orElse(Meaning.UNKNOWN);
  }

  /** How many axes the {@code ..} in an access stands for; empty, and reported, if it cannot be. */
  static Optional<Integer> restRank(Frame frame, Expression.Access access, Shape shape) {
    long rests = access.subscripts().stream().filter(Subscript.Rest.class::isInstance).count();
    int written = access.subscripts().size() - (int) rests;
    int rest = shape.rank() - written;
    if (rests > 1 || rest < 0 || (rests == 0 && rest > 0)) {
      frame.report(
          Code.SUBSCRIPT_COUNT,
          access.span(),
          ShapeMismatch.name(access.target())
              + " has "
              + Plural.of(shape.rank(), "axis", "axes")
              + ", found "
              + (rests > 1 ? "'..' twice" : Plural.of(written, "subscript", "subscripts")));
      return Optional.empty();
    }
    return Optional.of(rest);
  }

  private Meaning read(Expression.Access access, Value tensor) {
    Optional<Integer> restRank = restRank(frame, access, tensor.shape());
    if (restRank.isEmpty()) {
      return Meaning.UNKNOWN;
    }
    List<dev.cnnc.compiler.graph.Subscript> subscripts = new ArrayList<>();
    for (Subscript subscript : access.subscripts()) {
      if (subscript instanceof Subscript.At position) {
        Optional<dev.cnnc.compiler.graph.Subscript> found =
            position(access, position, tensor, subscripts.size());
        if (found.isEmpty()) {
          return Meaning.UNKNOWN;
        }
        subscripts.add(found.get());
      } else if (!addRest(subscripts, restRank.get(), tensor, subscript.span())) {
        return Meaning.UNKNOWN;
      }
    }
    return new Meaning.Elementwise(Shape.SCALAR, new Scalar.Access(tensor, subscripts));
  }

  private boolean addRest(
      List<dev.cnnc.compiler.graph.Subscript> subscripts, int rank, Value tensor, SourceSpan span) {
    List<Index> rest = at.indices().rest().orElse(List.of());
    List<Integer> found =
        tensor.shape().extents().subList(subscripts.size(), subscripts.size() + rank);
    if (!rest.stream().map(Index::extent).toList().equals(found)) {
      frame.report(
          Code.REST_DIFFERS,
          span,
          at.indices().rest().isEmpty()
              ? "'..' stands neither on the left of this formula nor in a reduction around it"
              : "'..' stands for the same axes wherever it occurs in a formula, found " + found);
      return false;
    }
    rest.forEach(index -> subscripts.add(Axes.at(index.name())));
    return true;
  }

  private Optional<dev.cnnc.compiler.graph.Subscript> position(
      Expression.Access access, Subscript.At written, Value tensor, int axis) {
    Meaning meaning = at.evaluate(written.position());
    if (meaning instanceof Constant constant && constant.toInt().isPresent()) {
      meaning = new Meaning.Position(Ratio.of(constant.toInt().get()));
    }
    if (meaning instanceof Meaning.Position position) {
      requireInside(access, written, position.ratio(), tensor.shape().extent(axis), axis);
      return Optional.of(
          new dev.cnnc.compiler.graph.Subscript.Position(
              position.ratio().numerator(), position.ratio().divisor()));
    }
    Scalar body =
        meaning instanceof Meaning.Elementwise e
            ? e.body()
            : meaning instanceof Meaning.Tensor t ? Axes.read(t.value()) : null;
    if (body instanceof Scalar.Access row && row.tensor().type() == ElementType.I32) {
      return Optional.of(new dev.cnnc.compiler.graph.Subscript.Lookup(row));
    }
    if (meaning != Meaning.UNKNOWN) {
      frame.report(
          Code.NOT_AFFINE,
          written.span(),
          "a subscript is a sum of indices times whole numbers, possibly divided by one, or an i32 tensor",
          "indices cannot be multiplied with each other or taken from f32 tensors");
    }
    return Optional.empty();
  }

  /** Outside a reduction nothing is left out, so every read must be inside. */
  private void requireInside(
      Expression.Access access, Subscript.At written, Ratio ratio, int extent, int axis) {
    if (at.indices().isReduction() || ratio.alwaysInside(extent, at.indices().all())) {
      return;
    }
    Interval range = Interval.of(ratio.numerator(), at.indices().all());
    String name = ShapeMismatch.name(access.target());
    String found =
        ratio.divisor() == 1 ? "runs from " + range : "is not whole everywhere, or outside";
    frame.report(
        Code.READS_OUTSIDE,
        written.span(),
        "this may read outside: "
            + ShapeMismatch.name(written.position())
            + " "
            + found
            + ", axis "
            + axis
            + " of "
            + name
            + " from 0 to "
            + (extent - 1),
        "within a reduction what is outside is left out; sum[] " + name + "[…] gives 0 there");
  }
}
