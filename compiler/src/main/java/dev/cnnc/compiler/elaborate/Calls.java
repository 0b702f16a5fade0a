package dev.cnnc.compiler.elaborate;

import dev.cnnc.grammar.diagnostic.NearestName;
import dev.cnnc.grammar.tree.Argument;
import dev.cnnc.grammar.tree.Definition;
import dev.cnnc.grammar.tree.Expression;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Finds what a call calls: in a formula a function; elsewhere a layer before a function, so that
 * {@code x |> tanh} is the layer and has a name of its own in the graph.
 */
final class Calls {
  private final Evaluator at;
  private final Frame frame;

  Calls(Evaluator at) {
    this.at = at;
    this.frame = at.frame();
  }

  Meaning call(Expression.Call call) {
    return call(call, Optional.empty());
  }

  /**
   * @param piped the tensor that comes down a pipeline, the first argument
   */
  Meaning call(Expression.Call call, Optional<Given> piped) {
    String name = call.callee().text();
    Definitions definitions = frame.definitions();
    Optional<Definition.Layer> layer = definitions.layer(name);
    boolean primitive =
        layer.isEmpty() && definitions.function(name).isEmpty() && Primitives.has(name);
    boolean builtin = Functions.has(name);
    if (at.indices().isFormula()) {
      if (!builtin && (layer.isPresent() || primitive)) {
        frame.report(
            Code.LAYER_IN_FORMULA,
            call.callee().span(),
            name + " is a layer and takes whole tensors, it cannot stand in a formula",
            "call it on a line of its own before, and read its result here");
        return Meaning.UNKNOWN;
      }
    } else if (layer.isPresent() && !(builtin && allConstant(call, piped))) {
      return new LayerCalls(frame).call(layer.get(), call, given(call, piped));
    } else if (primitive) {
      return new Primitives(frame).call(call, given(call, piped));
    }
    if (builtin) {
      List<Given> given = given(call, piped);
      return rejectNames(call, given)
          ? Meaning.UNKNOWN
          : new Functions(at)
              .apply(
                  name,
                  call.span(),
                  given.stream().map(Given::source).toList(),
                  given.stream().map(Given::meaning).toList());
    }
    Optional<Definition.Function> function = definitions.function(name);
    if (function.isPresent()) {
      return new FunctionCalls(frame).call(function.get(), call, given(call, piped));
    }
    return unknown(call);
  }

  private boolean allConstant(Expression.Call call, Optional<Given> piped) {
    return piped.isEmpty()
        && call.arguments().stream()
            .allMatch(a -> ConstantTest.isConstant(a.value(), frame, name -> false));
  }

  private List<Given> given(Expression.Call call, Optional<Given> piped) {
    List<Given> given = new ArrayList<>();
    piped.ifPresent(given::add);
    for (Argument argument : call.arguments()) {
      given.add(new Given(argument.name(), argument.value(), at.evaluate(argument.value()), false));
    }
    return given;
  }

  private boolean rejectNames(Expression.Call call, List<Given> given) {
    for (Given argument : given) {
      if (argument.name().isPresent()) {
        frame.report(
            Code.UNKNOWN_ARGUMENT,
            argument.name().get().span(),
            call.callee().text() + " is a function and takes its arguments by position");
        return true;
      }
    }
    return false;
  }

  private Meaning unknown(Expression.Call call) {
    String name = call.callee().text();
    report(frame, call, name);
    return Meaning.UNKNOWN;
  }

  /** Reports a callee that is neither a layer nor a function. */
  static void report(Frame frame, Expression.Call call, String name) {
    Set<String> candidates = new TreeSet<>(frame.definitions().layerNames());
    candidates.addAll(Primitives.NAMES);
    candidates.addAll(frame.definitions().functionNames());
    candidates.addAll(Functions.names());
    frame
        .session()
        .report(
            frame,
            Code.UNKNOWN_LAYER,
            call.callee().span(),
            "there is no layer or function called '" + name + "'",
            List.of(),
            NearestName.suggest(name, candidates).map(n -> "did you mean " + n + "?"));
  }
}
