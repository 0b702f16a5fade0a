package dev.cnnc.compiler.elaborate;

import dev.cnnc.compiler.graph.ElementType;
import dev.cnnc.compiler.graph.Graph;
import dev.cnnc.compiler.graph.Node;
import dev.cnnc.compiler.graph.Operation;
import dev.cnnc.compiler.graph.Origin;
import dev.cnnc.compiler.graph.Shape;
import dev.cnnc.compiler.graph.Value;
import dev.cnnc.grammar.tree.Definition;
import dev.cnnc.grammar.tree.Expression;
import dev.cnnc.grammar.tree.Name;
import dev.cnnc.runtime.network.Network;
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

  private static final String FACTOR = "factor";
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
  Optional<Graph> run(List<Node> parameters, UpdateRule rule) {
    Expression.Call call = rule.optimizer();
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
    Value factor = input(Network.FACTOR, Shape.SCALAR, call);
    List<Value> weights = new ArrayList<>();
    List<Value> gradients = new ArrayList<>();
    for (Node parameter : parameters) {
      Value weight = session.graph().addShared(parameter);
      weights.add(weight);
      gradients.add(input(GRADIENT + weight.name(), weight.shape(), call));
    }
    Optional<List<Value>> clipped = Optional.of(gradients);
    if (rule.clip().isPresent()) {
      List<String> names = weights.stream().map(Value::name).toList();
      clipped = new ClipElaboration(session).run(gradients, names, rule.clip().get());
    }
    OptimizerCalls calls = new OptimizerCalls(frame, layer.get(), call, TENSORS);
    if (parameters.isEmpty()) {
      calls.requireArguments();
    }
    for (int i = 0; clipped.isPresent() && i < weights.size(); i++) {
      Value weight = weights.get(i);
      List<Value> tensors = calls.inOrder(List.of(weight, clipped.get().get(i), factor));
      calls
          .call(new Name(call.span(), weight.name()), tensors, weight)
          .ifPresent(updated -> session.updates().put(weight, updated));
    }
    return session.failed()
        ? Optional.empty()
        : Optional.of(session.graph().build(PATH, Map.of(), session.updates()));
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
}
