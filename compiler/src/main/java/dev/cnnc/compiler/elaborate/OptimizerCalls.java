package dev.cnnc.compiler.elaborate;

import dev.cnnc.compiler.graph.Value;
import dev.cnnc.grammar.tree.Argument;
import dev.cnnc.grammar.tree.Definition;
import dev.cnnc.grammar.tree.Expression;
import dev.cnnc.grammar.tree.Name;
import dev.cnnc.grammar.tree.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Calls a layer of the update once for each parameter: an optimizer, or what clips the gradients.
 * The arguments of the call are evaluated once.
 */
final class OptimizerCalls {
  private final Frame frame;
  private final Definition.Layer layer;
  private final Expression.Call call;
  private final List<String> tensorNames;
  private final List<Given> values = new ArrayList<>();

  /**
   * @param tensorNames the tensors that it is given, in the order in which {@link #inOrder} takes
   *     them
   */
  OptimizerCalls(
      Frame frame, Definition.Layer layer, Expression.Call call, List<String> tensorNames) {
    this.frame = frame;
    this.layer = layer;
    this.call = call;
    this.tensorNames = tensorNames;
    for (Argument argument : call.arguments()) {
      Meaning meaning = new Evaluator(frame).evaluate(argument.value());
      values.add(new Given(argument.name(), argument.value(), meaning, false));
    }
  }

  /** Checks the arguments where no call does. */
  void requireArguments() {
    Session session = frame.session();
    Frame callee = new Frame(session, frame.path(), Library.isPart(layer), Optional.empty());
    new ValueArguments(new Evaluator(callee), frame, call.callee().text(), call.span())
        .bind(layer.values(), tensorNames, values);
  }

  /** Tensors in the order of the layer's signature. */
  List<Value> inOrder(List<Value> tensors) {
    List<Value> ordered = new ArrayList<>();
    for (Parameter.Tensor parameter : layer.tensors()) {
      ordered.add(tensors.get(tensorNames.indexOf(parameter.name().text())));
    }
    return ordered;
  }

  /**
   * What one call gives; empty, and reported, if that is not shaped as it must be.
   *
   * @param path the name of the call
   * @param like a value of the shape that the result must have
   */
  Optional<Value> call(Name path, List<Value> tensors, Value like) {
    List<Given> given = new ArrayList<>();
    for (int i = 0; i < tensors.size(); i++) {
      String name = layer.tensors().get(i).name().text();
      Meaning meaning = new Meaning.Tensor(tensors.get(i), new Note(name, call.span()));
      given.add(new Given(Optional.empty(), call, meaning, true));
    }
    given.addAll(values);
    Expression.Call named =
        new Expression.Call(call.span(), call.callee(), call.arguments(), Optional.of(path));
    if (!(new LayerCalls(frame).call(layer, named, given) instanceof Meaning.Tensor tensor)) {
      return Optional.empty();
    }
    if (tensor.value().shape().equals(like.shape()) && !tensor.value().batched()) {
      return Optional.of(tensor.value());
    }
    frame.report(
        Code.RESULT_DIFFERS,
        call.span(),
        "what "
            + call.callee().text()
            + " makes of "
            + like.name()
            + " must be "
            + Types.text(like)
            + ", found "
            + Types.text(tensor.value()));
    return Optional.empty();
  }
}
