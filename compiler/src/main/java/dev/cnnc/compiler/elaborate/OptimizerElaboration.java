package dev.cnnc.compiler.elaborate;

import dev.cnnc.compiler.graph.ElementType;
import dev.cnnc.compiler.graph.Graph;
import dev.cnnc.compiler.graph.Node;
import dev.cnnc.compiler.graph.Operation;
import dev.cnnc.compiler.graph.Origin;
import dev.cnnc.compiler.graph.Shape;
import dev.cnnc.compiler.graph.Value;
import dev.cnnc.grammar.tree.Argument;
import dev.cnnc.grammar.tree.Definition;
import dev.cnnc.grammar.tree.Expression;
import dev.cnnc.grammar.tree.Name;
import dev.cnnc.grammar.tree.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Elaborates what a step makes of the parameters. An optimizer is a layer with the tensors {@code
 * weight}, {@code gradient} and {@code factor: f32[]}, the schedule's multiple of the learning
 * rate; it is called once for each parameter, and its result is the parameter's new value.
 */
final class OptimizerElaboration {
  /** The path under which the states of the optimizer are kept. */
  static final String PATH = "optimizer";

  static final String FACTOR = "factor";
  static final String GRADIENT = "grad.";

  private static final List<String> TENSORS = List.of("weight", "gradient", FACTOR);

  private final Session session;
  private final Frame frame;

  OptimizerElaboration(Session session) {
    this.session = session;
    this.frame = new Frame(session, PATH, false, Optional.empty());
  }

  /** Whether a layer takes what an optimizer is given. */
  static boolean isOptimizer(Definition.Layer layer) {
    List<String> names = layer.tensors().stream().map(t -> t.name().text()).toList();
    return names.size() == TENSORS.size() && names.containsAll(TENSORS);
  }

  /** The graph whose updates are those of the parameters; empty, and reported, after an error. */
  Optional<Graph> run(List<Node> parameters, Expression.Call call) {
    Optional<Definition.Layer> layer = session.definitions().layer(call.callee().text());
    if (layer.isEmpty()) {
      Calls.report(frame, call, call.callee().text());
      return Optional.empty();
    }
    if (!isOptimizer(layer.get())) {
      frame.report(
          Code.SETTING_VALUE,
          call.callee().span(),
          layer.get().name().text() + " is not an optimizer",
          "an optimizer takes (weight: f32[..], gradient: f32[..], factor: f32[]; …)");
      return Optional.empty();
    }
    Value factor = input(FACTOR, Shape.SCALAR, call);
    List<Given> values = new ArrayList<>();
    for (Argument argument : call.arguments()) {
      Meaning meaning = new Evaluator(frame).evaluate(argument.value());
      values.add(new Given(argument.name(), argument.value(), meaning, false));
    }
    if (parameters.isEmpty()) {
      requireArguments(layer.get(), call, values);
    }
    for (Node parameter : parameters) {
      Value weight = session.graph().addShared(parameter);
      Value gradient = input(GRADIENT + weight.name(), weight.shape(), call);
      Map<String, Value> tensors = Map.of("weight", weight, "gradient", gradient, FACTOR, factor);
      List<Given> given = tensors(layer.get(), call, tensors);
      given.addAll(values);
      update(layer.get(), call, weight, given);
    }
    return session.failed()
        ? Optional.empty()
        : Optional.of(session.graph().build(PATH, Map.of(), session.updates()));
  }

  /** Checks the arguments where no parameter's update does. */
  private void requireArguments(Definition.Layer layer, Expression.Call call, List<Given> values) {
    Frame callee =
        new Frame(session, PATH, session.definitions().isLibrary(layer), Optional.empty());
    new ValueArguments(new Evaluator(callee), frame, call.callee().text(), call.span())
        .bind(layer.values(), TENSORS, values);
  }

  private Value input(String name, Shape shape, Expression.Call call) {
    return session
        .graph()
        .addKeyed(
            name,
            ElementType.F32,
            shape,
            false,
            new Origin(call.span(), ""),
            new Operation.Input());
  }

  private static List<Given> tensors(
      Definition.Layer layer, Expression.Call call, Map<String, Value> tensors) {
    List<Given> given = new ArrayList<>();
    for (Parameter.Tensor parameter : layer.tensors()) {
      String name = parameter.name().text();
      Meaning meaning = new Meaning.Tensor(tensors.get(name), new Note(name, call.span()));
      given.add(new Given(Optional.empty(), call, meaning, true));
    }
    return given;
  }

  private void update(
      Definition.Layer layer, Expression.Call call, Value weight, List<Given> given) {
    Name path = new Name(call.span(), weight.name());
    Expression.Call named =
        new Expression.Call(call.span(), call.callee(), call.arguments(), Optional.of(path));
    Meaning result = new LayerCalls(frame).call(layer, named, given);
    if (!(result instanceof Meaning.Tensor tensor)) {
      return;
    }
    if (!tensor.value().shape().equals(weight.shape()) || tensor.value().batched()) {
      frame.report(
          Code.RESULT_DIFFERS,
          call.span(),
          "the new value of "
              + weight.name()
              + " must be "
              + Types.text(weight)
              + ", found "
              + Types.text(tensor.value()));
      return;
    }
    session.updates().put(weight, tensor.value());
  }
}
