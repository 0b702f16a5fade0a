package dev.cnnc.compiler.elaborate;

import dev.cnnc.compiler.graph.GraphBuilder;
import dev.cnnc.compiler.graph.Node;
import dev.cnnc.compiler.graph.Operation;
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
import java.util.OptionalInt;

/**
 * Adds the loss to a model. The tensors a loss takes are, in order: those that its call names –
 * outputs and inputs of the model, or else new inputs of that name – then the model's only output,
 * then new inputs called as the loss calls them, {@code label: i32[]}.
 */
final class LossElaboration {
  /** The name of the loss among the outputs, and the path of its values. */
  static final String NAME = "loss";

  /** The argument of a loss that tells which label does not count. */
  private static final String IGNORED = "ignore_index";

  private final Session session;
  private final Frame frame;
  private final Map<String, Value> outputs;
  private Optional<Comparison> comparison = Optional.empty();

  LossElaboration(Session session, Frame frame, Map<String, Value> outputs) {
    this.session = session;
    this.frame = frame;
    this.outputs = outputs;
  }

  /** The value of the loss; empty, and reported, if it cannot be elaborated. */
  Optional<Value> run(Expression written) {
    return call(written).flatMap(this::elaborate);
  }

  /** What the loss that was elaborated compares, if it does. */
  Optional<Comparison> comparison() {
    return comparison;
  }

  /** The layer that a loss calls; empty, and reported, if there is none. */
  Optional<Definition.Layer> layer(Expression written) {
    return call(written).flatMap(this::callee);
  }

  private Optional<Definition.Layer> callee(Expression.Call call) {
    Optional<Definition.Layer> layer = session.definitions().layer(call.callee().text());
    if (layer.isEmpty()) {
      Calls.report(frame, call, call.callee().text());
    }
    return layer;
  }

  private Optional<Expression.Call> call(Expression written) {
    Optional<Name> alias = Optional.of(new Name(written.span(), NAME));
    if (outputs.containsKey(NAME)) {
      frame.report(
          Code.SETTING_VALUE, written.span(), "the model has an output called loss of its own");
      return Optional.empty();
    }
    if (written instanceof Expression.Reference reference) {
      Name callee = new Name(reference.span(), reference.name());
      return Optional.of(new Expression.Call(reference.span(), callee, List.of(), alias));
    }
    if (written instanceof Expression.Call call) {
      return Optional.of(new Expression.Call(call.span(), call.callee(), call.arguments(), alias));
    }
    frame.report(
        Code.SETTING_VALUE,
        written.span(),
        "loss must be a layer, as cross_entropy or cross_entropy(label_smoothing = 0.1)");
    return Optional.empty();
  }

  private Optional<Value> elaborate(Expression.Call call) {
    Optional<Definition.Layer> layer = callee(call);
    if (layer.isEmpty()) {
      return Optional.empty();
    }
    List<Given> tensors = new ArrayList<>();
    List<Given> values = new ArrayList<>();
    List<Name> labels = new ArrayList<>();
    List<String> names = layer.get().tensors().stream().map(t -> t.name().text()).toList();
    for (Argument argument : call.arguments()) {
      boolean tensor =
          argument.name().isPresent()
              ? names.contains(argument.name().get().text())
              : tensors.size() + labels.size() < names.size()
                  && argument.value() instanceof Expression.Reference;
      if (tensor
          && argument.value() instanceof Expression.Reference reference
          && frame.scope().find(reference.name()).isEmpty()
          && !outputs.containsKey(reference.name())) {
        labels.add(new Name(reference.span(), reference.name()));
      } else if (tensor) {
        tensors.add(given(argument));
      } else {
        values.add(given(argument));
      }
    }
    if (tensors.isEmpty() && !addOnlyOutput(call, tensors)) {
      return Optional.empty();
    }
    if (!addLabels(layer.get(), call, tensors, labels)) {
      return Optional.empty();
    }
    comparison = compared(tensors, ignored(layer.get(), values));
    tensors.addAll(values);
    Meaning meaning = new LayerCalls(frame).call(layer.get(), call, tensors);
    return meaning instanceof Meaning.Tensor tensor
        ? checked(tensor.value(), call)
        : Optional.empty();
  }

  private Optional<Comparison> compared(List<Given> tensors, OptionalInt ignored) {
    List<Value> taken =
        tensors.stream()
            .map(Given::meaning)
            .filter(Meaning.Tensor.class::isInstance)
            .map(meaning -> ((Meaning.Tensor) meaning).value())
            .toList();
    Optional<Map.Entry<String, Value>> output =
        taken.stream()
            .flatMap(v -> outputs.entrySet().stream().filter(o -> o.getValue().equals(v)))
            .findFirst();
    return output.flatMap(
        known ->
            taken.stream()
                .filter(value -> !value.equals(known.getValue()) && isInput(value))
                .findFirst()
                .map(target -> new Comparison(known.getKey(), known.getValue(), target, ignored)));
  }

  private static OptionalInt ignored(Definition.Layer layer, List<Given> values) {
    for (int i = 0; i < values.size(); i++) {
      String byPosition = i < layer.values().size() ? layer.values().get(i).name().text() : "";
      if (values.get(i).name().map(Name::text).orElse(byPosition).equals(IGNORED)
          && values.get(i).meaning() instanceof Constant.Number number) {
        return OptionalInt.of((int) number.value());
      }
    }
    return OptionalInt.empty();
  }

  private boolean isInput(Value value) {
    return session
        .graph()
        .keyed(value.name())
        .filter(node -> node.operation() instanceof Operation.Input)
        .isPresent();
  }

  private Given given(Argument argument) {
    Expression source = argument.value();
    if (source instanceof Expression.Reference reference
        && frame.scope().find(reference.name()).isEmpty()
        && outputs.containsKey(reference.name())) {
      return tensor(source, outputs.get(reference.name()), "output");
    }
    Meaning meaning = new Evaluator(frame).evaluate(source);
    boolean tensor = Meaning.isTensor(meaning);
    return new Given(tensor ? Optional.empty() : argument.name(), source, meaning, tensor);
  }

  private Given tensor(Expression source, Value value, String maker) {
    Meaning meaning = new Meaning.Tensor(value, new Note(maker, value.origin().span()));
    return new Given(Optional.empty(), source, meaning, true);
  }

  private boolean addOnlyOutput(Expression.Call call, List<Given> tensors) {
    if (outputs.size() != 1) {
      frame.report(
          Code.SETTING_VALUE,
          call.span(),
          "the model has several outputs, and the loss does not say which it takes",
          "name them: " + call.callee().text() + "(" + outputs.keySet().iterator().next() + ", …)");
      return false;
    }
    Value output = outputs.values().iterator().next();
    tensors.add(tensor(call, output, "the model's output"));
    return true;
  }

  /** Adds the inputs that come with the data, whose shapes follow from those of the outputs. */
  private boolean addLabels(
      Definition.Layer layer, Expression.Call call, List<Given> tensors, List<Name> labels) {
    boolean library = Library.isPart(layer);
    CallSite site = new CallSite(layer.name().text(), call.span().text(), call.span(), frame);
    Frame sizes = new Frame(session, NAME, library, Optional.of(site));
    TensorTypes types = new TensorTypes(sizes);
    int bound = Math.min(tensors.size(), layer.tensors().size());
    for (int i = 0; i < bound; i++) {
      if (tensors.get(i).meaning() instanceof Meaning.Tensor tensor) {
        types.bind(layer.tensors().get(i).type(), tensor.value().shape());
      }
    }
    for (int i = bound; i < layer.tensors().size(); i++) {
      Parameter.Tensor parameter = layer.tensors().get(i);
      Name name = i - bound < labels.size() ? labels.get(i - bound) : parameter.name();
      Optional<Shape> shape = types.shape(parameter.type());
      if (shape.isEmpty()) {
        return false;
      }
      Optional<Value> label = label(name.text(), parameter, shape.get(), call);
      if (label.isEmpty()) {
        return false;
      }
      tensors.add(tensor(call, label.get(), "the data"));
    }
    return true;
  }

  private Optional<Value> label(
      String name, Parameter.Tensor parameter, Shape shape, Expression.Call call) {
    GraphBuilder graph = session.graph();
    Optional<Node> known = graph.keyed(name);
    if (known.isPresent() && known.get().operation() instanceof Operation.Input) {
      return Optional.of(known.get().result());
    }
    if (graph.has(name)) {
      frame.report(
          Code.DEFINED_TWICE,
          call.span(),
          "the loss takes " + name + " from the data, but the model has a value of that name");
      return Optional.empty();
    }
    return Optional.of(
        graph.addKeyed(
            name,
            Types.element(parameter.type()),
            shape,
            true,
            frame.origin(call.span()),
            new Operation.Input()));
  }

  private Optional<Value> checked(Value loss, Expression.Call call) {
    if (loss.shape().rank() == 0 && !loss.batched()) {
      return Optional.of(loss);
    }
    frame.report(
        Code.BATCH,
        call.span(),
        "a loss is one number for the whole batch, found "
            + Types.text(loss)
            + (loss.batched() ? " for each example" : ""),
        "take the mean: mean[batch, …]");
    return Optional.empty();
  }
}
