package dev.cnnc.compiler.elaborate;

import dev.cnnc.compiler.graph.Operation.Comprehension;
import dev.cnnc.compiler.graph.Reduction;
import dev.cnnc.compiler.graph.Scalar;
import dev.cnnc.compiler.graph.ScalarFunction;
import dev.cnnc.compiler.graph.Shape;
import dev.cnnc.compiler.graph.Value;
import dev.cnnc.grammar.tree.Definition;
import dev.cnnc.grammar.tree.Expression;
import dev.cnnc.grammar.tree.Name;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Elaborates what is done to the gradients before the optimizer sees them. A clip is a layer with
 * the tensor {@code gradient}, and perhaps {@code norm: f32[]}, the Euclidean norm of all gradients
 * together; it is called once for each gradient, and its result is what the optimizer takes.
 */
final class ClipElaboration {
  /** The path of what is computed for clipping. */
  private static final String PATH = "clip";

  private static final List<String> TENSORS = List.of("gradient", "norm");

  /** Sums of more terms are made of sums, so that no formula has thousands. */
  private static final int MOST_TERMS = 16;

  private final Session session;
  private final Frame frame;

  ClipElaboration(Session session) {
    this.session = session;
    this.frame = new Frame(session, PATH, false, Optional.empty());
  }

  /** Whether a layer takes what a clip is given. */
  static boolean isClip(Definition.Layer layer) {
    List<String> names = layer.tensors().stream().map(t -> t.name().text()).toList();
    return names.contains(TENSORS.get(0)) && TENSORS.containsAll(names);
  }

  /**
   * The clipped gradients in the order of those given; empty, and reported, after an error.
   *
   * @param names the names of their parameters
   */
  Optional<List<Value>> run(List<Value> gradients, List<String> names, Expression.Call call) {
    Optional<Definition.Layer> layer = session.definitions().layer(call.callee().text());
    if (layer.isEmpty()) {
      Calls.report(frame, call, call.callee().text());
      return Optional.empty();
    }
    if (!isClip(layer.get())) {
      frame.report(
          Code.SETTING_VALUE,
          call.callee().span(),
          layer.get().name().text() + " is not a way to clip gradients",
          "one takes (gradient: f32[..], norm: f32[]; …), or the gradient alone, as clip_norm and clip_value do");
      return Optional.empty();
    }
    OptimizerCalls calls = new OptimizerCalls(frame, layer.get(), call, TENSORS);
    if (gradients.isEmpty()) {
      calls.requireArguments();
      return Optional.of(gradients);
    }
    Value norm = norm(gradients, call);
    List<Value> clipped = new ArrayList<>();
    for (int i = 0; i < gradients.size(); i++) {
      Value gradient = gradients.get(i);
      List<Value> tensors = calls.inOrder(List.of(gradient, norm));
      calls.call(new Name(call.span(), names.get(i)), tensors, gradient).ifPresent(clipped::add);
    }
    return clipped.size() == gradients.size() ? Optional.of(clipped) : Optional.empty();
  }

  /** {@code sqrt(sum g²)} over all elements of all gradients. */
  private Value norm(List<Value> gradients, Expression.Call call) {
    List<Value> squares = new ArrayList<>();
    for (Value gradient : gradients) {
      Scalar element = Axes.read(gradient);
      Scalar square = Scalar.apply(ScalarFunction.MULTIPLY, element, element);
      squares.add(
          add(
              "squares",
              new Comprehension(List.of(), Reduction.SUM, Axes.of(gradient.shape()), false, square),
              call));
    }
    while (squares.size() > 1) {
      List<Value> sums = new ArrayList<>();
      for (int i = 0; i < squares.size(); i += MOST_TERMS) {
        Scalar sum =
            squares.subList(i, Math.min(i + MOST_TERMS, squares.size())).stream()
                .map(Axes::read)
                .map(Scalar.class::cast)
                .reduce((a, b) -> Scalar.apply(ScalarFunction.ADD, a, b))
                .orElseThrow();
        sums.add(add("sum", elementwise(sum), call));
      }
      squares = sums;
    }
    Scalar root = Scalar.apply(ScalarFunction.SQRT, Axes.read(squares.get(0)));
    return add("norm", elementwise(root), call);
  }

  private static Comprehension elementwise(Scalar body) {
    return new Comprehension(Axes.of(Shape.SCALAR), Reduction.NONE, List.of(), false, body);
  }

  private Value add(String name, Comprehension comprehension, Expression.Call call) {
    return new Placement(new Evaluator(frame)).add(comprehension, name, call.span());
  }
}
