package dev.cnnc.compiler.elaborate;

import dev.cnnc.compiler.graph.Initializer;
import dev.cnnc.grammar.tree.Argument;
import dev.cnnc.grammar.tree.Expression;
import dev.cnnc.grammar.tree.Name;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The first values of parameters and states: a number, or the name of an initializer with its
 * arguments. An argument that is not given has PyTorch's default.
 */
final class Initializers {
  /** The arguments of each initializer in order, with their defaults; NaN where there is none. */
  private static final Map<String, Map<String, Double>> KNOWN = new LinkedHashMap<>();

  static {
    KNOWN.put("zeros", Map.of());
    KNOWN.put("ones", Map.of());
    KNOWN.put("constant", Map.of("value", Double.NaN));
    KNOWN.put("uniform", ordered("lo", 0.0, "hi", 1.0));
    KNOWN.put("normal", ordered("mean", 0.0, "std", 1.0));
    KNOWN.put("truncated_normal", ordered("std", 1.0));
    KNOWN.put("kaiming_uniform", ordered("a", 0.0));
    KNOWN.put("kaiming_normal", ordered("a", 0.0));
    KNOWN.put("xavier_uniform", ordered("gain", 1.0));
    KNOWN.put("xavier_normal", ordered("gain", 1.0));
    KNOWN.put("lecun_normal", Map.of());
    KNOWN.put("orthogonal", ordered("gain", 1.0));
  }

  private final Frame frame;

  Initializers(Frame frame) {
    this.frame = frame;
  }

  private static Map<String, Double> ordered(Object... namesAndDefaults) {
    Map<String, Double> arguments = new LinkedHashMap<>();
    for (int i = 0; i < namesAndDefaults.length; i += 2) {
      arguments.put((String) namesAndDefaults[i], (Double) namesAndDefaults[i + 1]);
    }
    return arguments;
  }

  static boolean has(String name) {
    return KNOWN.containsKey(name);
  }

  Optional<Initializer> initializer(Expression written) {
    if (written instanceof Expression.Reference reference
        && frame.scope().find(reference.name()).isEmpty()) {
      return named(new Name(reference.span(), reference.name()), List.of(), written);
    }
    if (written instanceof Expression.Call call && KNOWN.containsKey(call.callee().text())) {
      return named(call.callee(), call.arguments(), written);
    }
    if (written instanceof Expression.Call call
        && frame.definitions().function(call.callee().text()).isEmpty()
        && !Functions.has(call.callee().text())) {
      return named(call.callee(), call.arguments(), written);
    }
    return number(written, "the first value")
        .map(value -> new Initializer("constant", new TreeMap<>(Map.of("value", value))));
  }

  private Optional<Initializer> named(Name name, List<Argument> given, Expression written) {
    Map<String, Double> parameters = KNOWN.get(name.text());
    if (parameters == null) {
      String known = "there are " + String.join(", ", KNOWN.keySet());
      String help =
          NearestName.of(name.text(), KNOWN.keySet()).map(n -> "did you mean " + n + "?").orElse(known);
      frame.report(
          Code.INITIALIZER, name.span(), "there is no initializer called '" + name.text() + "'", help);
      return Optional.empty();
    }
    List<String> order = List.copyOf(parameters.keySet());
    SortedMap<String, Double> arguments = new TreeMap<>(parameters);
    for (int i = 0; i < given.size(); i++) {
      Argument argument = given.get(i);
      String key =
          argument.name().isPresent() ? argument.name().get().text() : i < order.size() ? order.get(i) : "";
      if (!parameters.containsKey(key)) {
        frame.report(
            Code.INITIALIZER,
            argument.span(),
            name.text() + (order.isEmpty() ? " takes no arguments" : " takes " + String.join(", ", order)));
        return Optional.empty();
      }
      Optional<Double> value = number(argument.value(), key + " of " + name.text());
      if (value.isEmpty()) {
        return Optional.empty();
      }
      arguments.put(key, value.get());
    }
    Optional<String> missing = order.stream().filter(k -> arguments.get(k).isNaN()).findFirst();
    if (missing.isPresent()) {
      frame.report(Code.INITIALIZER, written.span(), name.text() + " needs " + missing.get());
      return Optional.empty();
    }
    return Optional.of(new Initializer(name.text(), arguments));
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
