package dev.cnnc.compiler.elaborate;

import dev.cnnc.compiler.graph.Value;
import dev.cnnc.grammar.tree.Definition;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Elaborates the body of one model. */
final class ModelElaboration {
  private final Session session;
  private final Definition.Model model;
  private final Frame frame;
  private final Body body;

  ModelElaboration(Session session, Definition.Model model) {
    this.session = session;
    this.model = model;
    this.frame = new Frame(session, "", false, Optional.empty());
    this.body = new Body(frame);
  }

  /** The model's own body, in which its names stand for what they are. */
  Frame frame() {
    return frame;
  }

  Map<String, Value> outputs() {
    return body.outputs();
  }

  /** Elaborates the body; false, and reported, if that fails. */
  boolean run(List<Given> arguments) {
    String name = model.name().text();
    boolean bound =
        new ValueArguments(new Evaluator(frame), frame, name, model.name().span())
            .bind(model.values(), List.of(), arguments);
    if (bound) {
      body.elaborate(model.body());
      if (body.result().isEmpty() && !body.failed()) {
        frame.report(Code.NO_OUTPUT, model.name().span(), "model " + name + " has no output");
      }
    }
    return !failed();
  }

  /** What is no syntax fails the body of a layer or model, and was reported when it was parsed. */
  private boolean failed() {
    return session.failed() || body.failed();
  }

  /** The graph, with more outputs than the model's own; empty if there was an error. */
  Optional<ElaboratedModel> finish(Map<String, Value> more) {
    if (failed()) {
      return Optional.empty();
    }
    Map<String, Value> outputs = new LinkedHashMap<>(body.outputs());
    outputs.putAll(more);
    return Optional.of(
        new ElaboratedModel(
            session.graph().build(model.name().text(), outputs, session.updates()),
            session.calls(),
            Optional.empty(),
            Optional.empty()));
  }
}
