package dev.cnnc.compiler.elaborate;

import dev.cnnc.compiler.graph.Initializer;
import dev.cnnc.compiler.graph.Shape;
import dev.cnnc.grammar.diagnostic.NearestName;
import dev.cnnc.grammar.tree.Expression;
import dev.cnnc.grammar.tree.Name;
import dev.cnnc.runtime.argument.Argument;
import dev.cnnc.runtime.initialize.Initialization;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The first values of parameters and states: a number, or the name of one of the runtime's
 * initializers with its arguments. Arguments that are not given have their defaults.
 */
final class Initializers {
  private static final List<String> NAMES =
      Arrays.stream(Initialization.values()).map(Initialization::scriptName).toList();

  private final Frame frame;

  Initializers(Frame frame) {
    this.frame = frame;
  }

  static boolean has(String name) {
    return NAMES.contains(name);
  }

  static void reportUnknown(Frame frame, Name name) {
    frame.report(
        Code.INITIALIZER,
        name.span(),
        "there is no initializer called '" + name.text() + "'",
        NearestName.suggest(name.text(), NAMES)
            .map(n -> "did you mean " + n + "?")
            .orElse("there are " + String.join(", ", NAMES)));
  }

  /**
   * @param shape the shape of what is initialized, which some initializers need to be a matrix
   */
  Optional<Initializer> initializer(Expression written, Shape shape) {
    if (written instanceof Expression.Reference reference
        && frame.scope().find(reference.name()).isEmpty()) {
      return named(new Name(reference.span(), reference.name()), List.of(), written, shape);
    }
    if (written instanceof Expression.Call call && !isFunction(call.callee().text())) {
      return named(call.callee(), call.arguments(), written, shape);
    }
    return number(written, "the first value")
        .map(value -> new Initializer("constant", new TreeMap<>(Map.of("v", value))));
  }

  private boolean isFunction(String name) {
    return !NAMES.contains(name)
        && (Functions.has(name) || frame.definitions().function(name).isPresent());
  }

  private Optional<Initializer> named(
      Name name, List<dev.cnnc.grammar.tree.Argument> given, Expression written, Shape shape) {
    if (!NAMES.contains(name.text())) {
      reportUnknown(frame, name);
      return Optional.empty();
    }
    Initialization known = Initialization.named(name.text());
    Optional<SortedMap<String, Double>> arguments = arguments(known, given, written);
    if (arguments.isPresent() && known.needsMatrix() && shape.rank() < 2) {
      frame.report(
          Code.INITIALIZER,
          written.span(),
          name.text() + " needs a shape of at least two axes, found f32" + shape,
          "for a tensor of one axis: uniform(lo, hi), normal(mean, std), zeros, ones");
      return Optional.empty();
    }
    return arguments.map(a -> new Initializer(name.text(), a));
  }

  private Optional<SortedMap<String, Double>> arguments(
      Initialization known, List<dev.cnnc.grammar.tree.Argument> given, Expression written) {
    List<String> order = known.arguments().stream().map(Argument::name).toList();
    SortedMap<String, Double> arguments = new TreeMap<>();
    for (Argument argument : known.arguments()) {
      argument.value().ifPresent(value -> arguments.put(argument.name(), value));
    }
    for (int i = 0; i < given.size(); i++) {
      dev.cnnc.grammar.tree.Argument argument = given.get(i);
      String byPosition = i < order.size() ? order.get(i) : "";
      String key = argument.name().map(Name::text).orElse(byPosition);
      if (!order.contains(key)) {
        String takes =
            order.isEmpty() ? " takes no arguments" : " takes " + String.join(", ", order);
        frame.report(Code.INITIALIZER, argument.span(), known.scriptName() + takes);
        return Optional.empty();
      }
      Optional<Double> value = number(argument.value(), key + " of " + known.scriptName());
      if (value.isEmpty()) {
        return Optional.empty();
      }
      arguments.put(key, value.get());
    }
    for (String name : order) {
      if (!arguments.containsKey(name)) {
        frame.report(Code.INITIALIZER, written.span(), known.scriptName() + " needs " + name);
        return Optional.empty();
      }
    }
    return Optional.of(arguments);
  }

  private Optional<Double> number(Expression expression, String what) {
    Optional<Constant> constant = new Evaluator(frame).constant(expression, what);
    if (constant.isPresent() && !(constant.get() instanceof Constant.Number)) {
      frame.report(
          Code.INITIALIZER,
          expression.span(),
          what + " must be a number, found " + constant.get().describe());
    }
    return constant
        .filter(Constant.Number.class::isInstance)
        .map(number -> ((Constant.Number) number).value());
  }
}
