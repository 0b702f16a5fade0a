package dev.cnnc.compiler.elaborate;

import dev.cnnc.compiler.graph.ElementType;
import dev.cnnc.compiler.graph.GraphBuilder;
import dev.cnnc.compiler.graph.Initializer;
import dev.cnnc.compiler.graph.Node;
import dev.cnnc.compiler.graph.Operation;
import dev.cnnc.compiler.graph.Shape;
import dev.cnnc.compiler.graph.Value;
import dev.cnnc.grammar.source.SourceSpan;
import dev.cnnc.grammar.tree.Expression;
import dev.cnnc.grammar.tree.Name;
import dev.cnnc.grammar.tree.Statement;
import dev.cnnc.grammar.tree.Type;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The parameters and states of a body, and what is written to states. */
final class Variables {
  private final Frame frame;
  private final List<Value> parameters = new ArrayList<>();
  private final Map<String, Value> states = new HashMap<>();

  Variables(Frame frame) {
    this.frame = frame;
  }

  List<Value> parameters() {
    return parameters;
  }

  void parameter(Statement.Param param) {
    declare(param.name(), param.alias(), param.type(), param.initializer(), param.span(), true);
  }

  void state(Statement.State state) {
    declare(state.name(), state.alias(), state.type(), state.initializer(), state.span(), false);
  }

  private void declare(
      Name name,
      Optional<Name> alias,
      Type.Tensor type,
      Expression written,
      SourceSpan span,
      boolean parameter) {
    String kind = parameter ? "param" : "state";
    Optional<Shape> shape = new TensorTypes(frame).shape(type);
    Optional<Initializer> initializer =
        shape.flatMap(s -> new Initializers(frame).initializer(written, s));
    Meaning meaning = Meaning.UNKNOWN;
    if (Types.element(type) != ElementType.F32) {
      frame.report(Code.ELEMENT_TYPE, type.span(), "a " + kind + " holds f32 numbers");
    } else if (initializer.isPresent()) {
      String key = frame.qualified(alias.orElse(name).text());
      Operation operation =
          parameter
              ? new Operation.Parameter(initializer.get())
              : new Operation.State(initializer.get());
      meaning = variable(name.text(), key, shape.get(), operation, span);
    }
    Optional<Scope.Binding> earlier = frame.scope().define(name.text(), meaning, name.span());
    if (earlier.isPresent()) {
      frame.report(
          Code.DEFINED_TWICE,
          name.span(),
          "'" + name.text() + "' is defined already, on line " + earlier.get().span().line(),
          "a "
              + kind
              + " may have another name in the text than in files: "
              + kind
              + " b as "
              + name.text()
              + ": …");
    }
  }

  private Meaning variable(
      String name, String key, Shape shape, Operation operation, SourceSpan span) {
    GraphBuilder graph = frame.session().graph();
    Optional<Node> tied = frame.sharedCopy() ? graph.keyed(key) : Optional.empty();
    Value value;
    if (tied.isPresent()) {
      value = tied.get().result();
      if (!value.shape().equals(shape)) {
        frame.report(
            Code.SHAPES_DIFFER,
            span,
            "the copies of a shared repeat need equal parameters, found "
                + Types.text(value)
                + " and f32"
                + shape
                + " for "
                + key);
        return Meaning.UNKNOWN;
      }
    } else if (graph.has(key)) {
      frame.report(Code.DEFINED_TWICE, span, "there is a value called " + key + " already");
      return Meaning.UNKNOWN;
    } else {
      Limits.requireRoom(frame, span);
      value = graph.addKeyed(key, ElementType.F32, shape, false, frame.origin(span), operation);
      if (operation instanceof Operation.Parameter) {
        parameters.add(value);
      }
    }
    if (operation instanceof Operation.State) {
      states.put(name, value);
      value = frame.session().updates().getOrDefault(value, value);
    }
    return new Meaning.Tensor(
        value, frame.note(operation instanceof Operation.State ? "state" : "param", span));
  }

  /**
   * Notes what a training step writes to a state. Formulas of the same body go on reading the old
   * value; the next copy of a shared repeat reads the new one.
   */
  void update(Statement.Update update, Evaluator at) {
    String name = update.target().name().text();
    Optional<Value> state = state(name);
    if (state.isEmpty()) {
      frame.report(
          Code.TRAINING_STATE,
          update.target().span(),
          "'" + name + "' is not a state of this body");
      return;
    }
    if (!frame.session().training()) {
      return;
    }
    Meaning meaning =
        update.target().indices().isPresent()
            ? new Formula(at)
                .elaborate(
                    name + "_new",
                    update.target().indices().get(),
                    update.value(),
                    Optional.of(state.get().shape()),
                    update.span())
            : at.place(at.evaluate(update.value()), name + "_new", update.value().span());
    if (meaning == Meaning.UNKNOWN) {
      return;
    }
    Value written = meaning instanceof Meaning.Tensor tensor ? tensor.value() : null;
    if (written == null || written.batched() || !written.shape().equals(state.get().shape())) {
      String found =
          written == null
              ? ((Constant) meaning).describe()
              : Types.text(written) + (written.batched() ? " for each example of the batch" : "");
      frame.report(
          Code.TRAINING_STATE,
          update.value().span(),
          "state " + name + " is " + Types.text(state.get()) + ", it cannot become " + found);
      return;
    }
    if (frame.session().updates().put(state.get(), written) != null && !frame.sharedCopy()) {
      frame.report(Code.TRAINING_STATE, update.span(), "state " + name + " is updated twice");
    }
  }

  private Optional<Value> state(String name) {
    return Optional.ofNullable(states.get(name));
  }
}
