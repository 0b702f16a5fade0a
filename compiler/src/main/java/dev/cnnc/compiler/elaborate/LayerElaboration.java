package dev.cnnc.compiler.elaborate;

import dev.cnnc.compiler.graph.Graph;
import dev.cnnc.compiler.graph.Operation;
import dev.cnnc.compiler.graph.Shape;
import dev.cnnc.compiler.graph.Value;
import dev.cnnc.grammar.tree.Definition;
import dev.cnnc.grammar.tree.Expression;
import dev.cnnc.grammar.tree.Parameter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Elaborates one layer by itself, on inputs of given shapes. Those of an optimizer do not vary over
 * the batch.
 */
final class LayerElaboration {
  private final Session session;
  private final Definition.Layer layer;

  LayerElaboration(Session session, Definition.Layer layer) {
    this.session = session;
    this.layer = layer;
  }

  Optional<Graph> run(List<Shape> shapes, List<Given> arguments) {
    Frame caller = new Frame(session, "", false, Optional.empty());
    boolean library = Library.isPart(layer);
    Frame frame = new Frame(session, "", library, Optional.empty());
    List<Given> given = new ArrayList<>();
    for (int i = 0; i < Math.min(shapes.size(), layer.tensors().size()); i++) {
      given.add(input(layer.tensors().get(i), shapes.get(i), caller));
    }
    given.addAll(arguments);
    if (!new Signature(layer, frame).bind(caller, layer.name().span(), given)) {
      return Optional.empty();
    }
    Body body = new Body(frame);
    body.elaborate(layer.body());
    if (body.result().isEmpty() || session.failed()) {
      return Optional.empty();
    }
    Value result = body.result().get();
    Map<String, Value> outputs = new LinkedHashMap<>(body.outputs());
    outputs.values().removeIf(value -> value != result);
    return Optional.of(session.graph().build(layer.name().text(), outputs, session.updates()));
  }

  private Given input(Parameter.Tensor parameter, Shape shape, Frame caller) {
    String name = parameter.name().text();
    Limits.requireSize(caller, parameter.span(), shape.extents());
    Value value =
        session
            .graph()
            .addKeyed(
                name,
                Types.element(parameter.type()),
                shape,
                !OptimizerElaboration.isOptimizer(layer) && !ClipElaboration.isClip(layer),
                caller.origin(parameter.span()),
                new Operation.Input());
    return new Given(
        Optional.empty(),
        new Expression.Reference(parameter.span(), name),
        new Meaning.Tensor(value, new Note("input", parameter.span())),
        true);
  }
}
