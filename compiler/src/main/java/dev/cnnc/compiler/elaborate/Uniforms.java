package dev.cnnc.compiler.elaborate;

import dev.cnnc.compiler.graph.Affine;
import dev.cnnc.compiler.graph.Index;
import dev.cnnc.compiler.graph.Scalar;
import dev.cnnc.compiler.graph.Shape;
import dev.cnnc.compiler.graph.Subscript;
import dev.cnnc.compiler.graph.Value;
import dev.cnnc.grammar.source.SourceSpan;
import java.util.List;

/** {@code uniform()}: random numbers, one for each element of the formula it stands in. */
final class Uniforms {
  private Uniforms() {}

  static Meaning uniform(Evaluator at, SourceSpan span, int arguments) {
    Frame frame = at.frame();
    if (arguments > 0) {
      frame.report(Code.TOO_MANY_ARGUMENTS, span, "uniform() takes no arguments in a formula");
      return Meaning.UNKNOWN;
    }
    if (!at.indices().isFormula()) {
      frame.report(
          Code.NEEDS_FORMULA,
          span,
          "uniform() gives one number for each element of a formula, and there is none here",
          "write a formula: y[..] = x[..] * uniform()");
      return Meaning.UNKNOWN;
    }
    List<Index> indices = at.indices().all();
    List<Integer> extents = indices.stream().map(Index::extent).toList();
    Limits.requireSize(frame, span, extents);
    Limits.requireRoom(frame, span);
    boolean batched = at.indices().formula().batched() || at.indices().withinBatch();
    Value numbers =
        frame
            .session()
            .graph()
            .addUniform(
                frame.qualified("uniform"), new Shape(extents), batched, frame.origin(span));
    List<Subscript> subscripts =
        indices.stream()
            .map(index -> (Subscript) new Subscript.Position(Affine.index(index.name())))
            .toList();
    return new Meaning.Elementwise(Shape.SCALAR, new Scalar.Access(numbers, subscripts));
  }
}
