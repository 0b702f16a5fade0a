package dev.cnnc.compiler.elaborate;

import dev.cnnc.compiler.graph.Affine;
import dev.cnnc.compiler.graph.Comprehensions;
import dev.cnnc.compiler.graph.Index;
import dev.cnnc.compiler.graph.Operation.Comprehension;
import dev.cnnc.compiler.graph.Reduction;
import dev.cnnc.compiler.graph.Scalar;
import dev.cnnc.compiler.graph.Shape;
import dev.cnnc.compiler.graph.Subscript;
import dev.cnnc.compiler.graph.Value;
import dev.cnnc.grammar.source.SourceSpan;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Gives computations their place in the graph, as late as possible, so that few values are made.
 */
final class Placement {
  private final Evaluator at;
  private final Frame frame;

  Placement(Evaluator at) {
    this.at = at;
    this.frame = at.frame();
  }

  /**
   * What is computed outside of a formula, as a tensor called {@code name}; anything else stays.
   */
  Meaning place(Meaning meaning, String name, SourceSpan span) {
    if (meaning instanceof Meaning.Elementwise || meaning instanceof Meaning.Pending) {
      Shape shape = meaning instanceof Meaning.Elementwise e ? e.shape() : Shape.SCALAR;
      Value value = comprehension(Axes.of(shape), meaning, name, span);
      return new Meaning.Tensor(value, frame.note("the expression", span));
    }
    return meaning;
  }

  /** One comprehension with these free indices. */
  Value comprehension(List<Index> free, Meaning meaning, String name, SourceSpan span) {
    Comprehension comprehension;
    if (meaning instanceof Meaning.Pending pending) {
      comprehension =
          new Comprehension(
              free, pending.reduction(), pending.reduced(), pending.overBatch(), pending.body());
    } else {
      comprehension =
          new Comprehension(
              free, Reduction.NONE, List.of(), false, toElementwise(meaning, span).body());
    }
    return add(comprehension, name, span);
  }

  Value add(Comprehension comprehension, String name, SourceSpan span) {
    List<Integer> extents = comprehension.free().stream().map(Index::extent).toList();
    Limits.requireSize(frame, span, extents);
    Limits.requireRoom(frame, span);
    return frame
        .session()
        .graph()
        .addComprehension(frame.qualified(name), comprehension, frame.origin(span));
  }

  /**
   * The meaning as one element at the indices in scope; outside of a formula, at the indices of its
   * own axes. A reduction becomes a temporary value over the indices in scope that it uses.
   */
  Meaning.Elementwise toElementwise(Meaning meaning, SourceSpan span) {
    if (meaning instanceof Meaning.Elementwise elementwise) {
      return elementwise;
    }
    if (meaning instanceof Meaning.Tensor tensor) {
      return new Meaning.Elementwise(tensor.value().shape(), Axes.read(tensor.value()));
    }
    return new Meaning.Elementwise(Shape.SCALAR, scalar(meaning, span));
  }

  private Scalar scalar(Meaning meaning, SourceSpan span) {
    if (meaning instanceof Constant.Number number) {
      return Scalar.constant(number.value());
    }
    if (meaning instanceof Constant.Truth truth) {
      return Scalar.constant(truth.value() ? 1 : 0);
    }
    if (meaning instanceof Meaning.Position position) {
      return position.ratio().toScalar();
    }
    if (meaning instanceof Meaning.Pending pending) {
      return temporary(pending, span);
    }
    throw new AssertionError(meaning);
  }

  private Scalar temporary(Meaning.Pending pending, SourceSpan span) {
    Set<String> used = new HashSet<>();
    Comprehensions.forEachIndex(pending.body(), used::add);
    List<Index> free =
        at.indices().all().stream().filter(index -> used.contains(index.name())).toList();
    String name = pending.reduction().name().toLowerCase(Locale.ROOT);
    Value value = comprehension(free, pending, name, span);
    List<Subscript> subscripts =
        free.stream()
            .map(index -> (Subscript) new Subscript.Position(Affine.index(index.name())))
            .toList();
    return new Scalar.Access(value, subscripts);
  }
}
