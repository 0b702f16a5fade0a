package dev.cnnc.compiler.elaborate;

import dev.cnnc.compiler.autodiff.Differentiate;
import dev.cnnc.compiler.graph.Origin;
import dev.cnnc.compiler.graph.Value;
import dev.cnnc.grammar.diagnostic.CompilationException;
import dev.cnnc.grammar.source.SourceSpan;
import java.util.Optional;

/**
 * {@code grad(e, x)}: the gradient of the sum of all elements of {@code e}, over the batch too,
 * with respect to {@code x}, as nodes of the graph that is being built. So it is a tensor like any
 * other, and can be differentiated again.
 */
final class Gradient {
  /** What a read in a derived formula takes to work out, in steps of an elaboration. */
  private static final int STEPS_PER_READ = 1_000;

  private final Frame frame;

  Gradient(Frame frame) {
    this.frame = frame;
  }

  /**
   * Empty, and reported, if there is none.
   *
   * @param path the path of the call, which stands in front of the names of the nodes
   */
  Optional<Value> of(PrimitiveArguments arguments, String path) {
    Session session = frame.session();
    SourceSpan span = arguments.span();
    Value of = arguments.tensors().get(0);
    Value by = arguments.tensors().get(1);
    Origin origin = new Origin(frame.userSpan(span), path);
    session.spend(frame, span, session.graph().nodes().size());
    Optional<Value> gradient;
    try {
      gradient =
          Differentiate.append(
              session.graph(),
              of,
              by,
              origin,
              reads -> session.spend(frame, span, STEPS_PER_READ * reads));
    } catch (CompilationException none) {
      session.report(none, "its gradient is asked for on line " + origin.span().line());
      return Optional.empty();
    }
    Limits.requireRoom(frame, span);
    if (gradient.isEmpty()) {
      session.report(
          frame,
          Code.NO_INFLUENCE,
          span,
          "no gradient flows from the first tensor to the second: it would be all zeros",
          arguments.origins(),
          Optional.of(
              "the first must be computed from the second itself;"
                  + " stop_gradient, sign, floor and comparisons let nothing through"));
    }
    return gradient;
  }
}
