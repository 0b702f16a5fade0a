package dev.cnnc.compiler.elaborate;

import dev.cnnc.compiler.graph.ElementType;
import dev.cnnc.compiler.graph.Shape;
import dev.cnnc.compiler.graph.Value;
import dev.cnnc.grammar.source.SourceSpan;
import dev.cnnc.grammar.tree.Axis;
import dev.cnnc.grammar.tree.Definition;
import dev.cnnc.grammar.tree.Expression;
import dev.cnnc.grammar.tree.Parameter;
import dev.cnnc.grammar.tree.Type;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** Binds a layer's signature to the arguments of a call: tensors, sizes, values, result type. */
final class Signature {
  private final Definition.Layer layer;
  private final Frame callee;
  private final TensorTypes types;
  private final String name;
  private final List<Value> tensors = new ArrayList<>();

  Signature(Definition.Layer layer, Frame callee) {
    this.layer = layer;
    this.callee = callee;
    this.types = new TensorTypes(callee);
    this.name = layer.name().text();
  }

  /** The tensors the layer was called with, in the order of the signature. */
  List<Value> tensors() {
    return tensors;
  }

  /** Defines all that the signature names; false, and reported, if it cannot. */
  boolean bind(Frame caller, SourceSpan call, List<Given> given) {
    List<Given> rest = new ArrayList<>(given);
    List<Given> taken = new ArrayList<>();
    for (Parameter.Tensor parameter : layer.tensors()) {
      Optional<Given> argument = take(parameter, rest);
      if (argument.isEmpty()) {
        caller.report(
            Code.MISSING_ARGUMENT,
            call,
            name
                + " needs a tensor "
                + parameter.name().text()
                + ": "
                + parameter.type().span().text());
        return false;
      }
      taken.add(argument.get());
    }
    boolean sound = true;
    for (int i = 0; i < taken.size(); i++) {
      sound &= bindTensor(caller, layer.tensors().get(i), taken.get(i));
    }
    if (!sound) {
      return false;
    }
    List<String> known = layer.tensors().stream().map(t -> t.name().text()).toList();
    Optional<Given> surplus =
        rest.stream().filter(g -> Meaning.isTensor(g.meaning()) && g.name().isEmpty()).findFirst();
    if (surplus.isPresent()) {
      caller.report(
          Code.TOO_MANY_ARGUMENTS,
          surplus.get().span(),
          name
              + " takes "
              + Plural.of(layer.tensors().size(), "tensor", "tensors")
              + ", found one more");
      return false;
    }
    if (!new ValueArguments(new Evaluator(callee), caller, name, call)
        .bind(layer.values(), known, rest)) {
      return false;
    }
    for (int i = 0; i < taken.size(); i++) {
      Value tensor = tensors.get(i);
      if (!types.checkComputed(layer.tensors().get(i).type(), tensor.shape())) {
        mismatch(caller, layer.tensors().get(i), taken.get(i), tensor);
        return false;
      }
    }
    return bindResult();
  }

  private static Optional<Given> take(Parameter.Tensor parameter, List<Given> rest) {
    for (Iterator<Given> left = rest.iterator(); left.hasNext(); ) {
      Given given = left.next();
      boolean named =
          given.name().isPresent() && given.name().get().text().equals(parameter.name().text());
      if (named || (given.name().isEmpty() && Meaning.isTensor(given.meaning()))) {
        left.remove();
        return Optional.of(given);
      }
      if (given.name().isEmpty()) {
        return Optional.empty();
      }
    }
    return Optional.empty();
  }

  private boolean bindTensor(Frame caller, Parameter.Tensor parameter, Given argument) {
    Meaning placed = new Evaluator(caller).place(argument.meaning(), "value", argument.span());
    if (!(placed instanceof Meaning.Tensor tensor)) {
      caller.report(
          Code.ARGUMENT_TYPE,
          argument.span(),
          parameter.name().text()
              + " of "
              + name
              + " must be a tensor, found "
              + ((Constant) placed).describe());
      return false;
    }
    Value value = tensor.value();
    tensors.add(value);
    ElementType expected = Types.element(parameter.type());
    if (value.type() != expected) {
      caller.report(
          Code.ELEMENT_TYPE,
          argument.span(),
          name
              + " needs "
              + parameter.name().text()
              + ": "
              + parameter.type().span().text()
              + ", found "
              + Types.text(value));
      return false;
    }
    if (!types.bind(parameter.type(), value.shape())) {
      mismatch(caller, parameter, argument, value);
      return false;
    }
    callee.scope().define(parameter.name().text(), tensor, parameter.span());
    return true;
  }

  private void mismatch(Frame caller, Parameter.Tensor parameter, Given argument, Value value) {
    List<String> origins = new ArrayList<>();
    if (argument.meaning() instanceof Meaning.Tensor tensor) {
      String found = argument.piped() ? "its input" : ShapeMismatch.name(argument.source());
      origins.add(found + " is " + Types.text(value) + ": " + tensor.note());
    }
    origins.addAll(types.sizes());
    caller.report(
        Code.ARGUMENT_SHAPE,
        place(argument),
        name
            + " needs "
            + parameter.name().text()
            + ": "
            + parameter.type().span().text()
            + ", found "
            + Types.text(value),
        origins);
  }

  /** A tensor that comes down a pipeline does not fit the call; a layer by itself has none. */
  private SourceSpan place(Given argument) {
    return argument.piped()
        ? callee.call().map(CallSite::span).orElseGet(argument::span)
        : argument.span();
  }

  private boolean bindResult() {
    if (layer.result().isEmpty()) {
      return true;
    }
    Type.Tensor type = layer.result().get();
    Optional<List<Integer>> extents = types.extents(type);
    if (extents.isEmpty()) {
      return false;
    }
    if (extents.get().stream().anyMatch(extent -> extent < 1)) {
      reportEmptyResult(type, extents.get());
      return false;
    }
    Limits.requireSize(callee, type.span(), extents.get());
    callee.result(new Shape(extents.get()));
    return true;
  }

  private void reportEmptyResult(Type.Tensor type, List<Integer> extents) {
    List<String> origins = new ArrayList<>();
    tensors.forEach(t -> origins.add("called with " + Types.text(t)));
    boolean computed = false;
    for (Axis axis : type.axes()) {
      if (axis instanceof Axis.Extent extent) {
        Optional<Integer> size = new Evaluator(callee).whole(extent.value(), "an extent");
        if (size.isPresent() && size.get() < 1) {
          origins.add(extent.span().text() + " is " + size.get());
          computed |= !(extent.value() instanceof Expression.Reference);
        }
      }
    }
    boolean window = layer.values().stream().anyMatch(v -> v.name().text().equals("kernel"));
    callee
        .session()
        .report(
            callee,
            Code.BAD_EXTENT,
            type.span(),
            "the result would have no elements: f32" + extents,
            origins,
            Optional.of(
                computed && window
                    ? "a window must not be larger than what it moves over, padding included"
                    : "every size of a result must be at least 1"));
  }
}
