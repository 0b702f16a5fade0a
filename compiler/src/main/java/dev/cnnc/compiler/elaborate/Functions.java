package dev.cnnc.compiler.elaborate;

import dev.cnnc.compiler.graph.ScalarFunction;
import dev.cnnc.grammar.source.SourceSpan;
import dev.cnnc.grammar.tree.Expression;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The functions that are part of the language. The numeric ones take constants, tensors (element by
 * element) and what stands in formulas alike; those of tuples take constants.
 */
final class Functions {
  private static final Map<String, ScalarFunction> NUMERIC =
      Map.ofEntries(
          Map.entry("exp", ScalarFunction.EXP),
          Map.entry("log", ScalarFunction.LOG),
          Map.entry("sqrt", ScalarFunction.SQRT),
          Map.entry("rsqrt", ScalarFunction.RSQRT),
          Map.entry("abs", ScalarFunction.ABS),
          Map.entry("sign", ScalarFunction.SIGN),
          Map.entry("tanh", ScalarFunction.TANH),
          Map.entry("sigmoid", ScalarFunction.SIGMOID),
          Map.entry("erf", ScalarFunction.ERF),
          Map.entry("floor", ScalarFunction.FLOOR),
          Map.entry("stop_gradient", ScalarFunction.STOP_GRADIENT),
          Map.entry("pow", ScalarFunction.POWER),
          Map.entry("min", ScalarFunction.MIN),
          Map.entry("max", ScalarFunction.MAX));

  private final Evaluator at;
  private final Frame frame;

  Functions(Evaluator at) {
    this.at = at;
    this.frame = at.frame();
  }

  static boolean has(String name) {
    return NUMERIC.containsKey(name)
        || name.equals("ceil")
        || name.equals("uniform")
        || TupleFunctions.has(name);
  }

  static Set<String> names() {
    Set<String> names = new TreeSet<>(NUMERIC.keySet());
    names.add("ceil");
    names.add("uniform");
    names.addAll(TupleFunctions.NAMES);
    return names;
  }

  Meaning apply(String name, SourceSpan span, List<Expression> sources, List<Meaning> arguments) {
    if (name.equals("uniform")) {
      return Uniforms.uniform(at, span, arguments.size());
    }
    if (arguments.contains(Meaning.UNKNOWN)) {
      return Meaning.UNKNOWN;
    }
    if (TupleFunctions.has(name)) {
      return new TupleFunctions(frame).apply(name, span, arguments);
    }
    if (name.equals("ceil")) {
      return requireCount(name, span, arguments.size(), 1)
          ? ceil(span, sources, arguments)
          : Meaning.UNKNOWN;
    }
    ScalarFunction function = NUMERIC.get(name);
    if (function == ScalarFunction.MIN || function == ScalarFunction.MAX) {
      return fold(function, span, sources, arguments);
    }
    return requireCount(name, span, arguments.size(), function.arity())
        ? new Operators(at).apply(function, name, span, sources, arguments)
        : Meaning.UNKNOWN;
  }

  /** {@code ceil(x) = -floor(-x)} */
  private Meaning ceil(SourceSpan span, List<Expression> sources, List<Meaning> arguments) {
    Operators operators = new Operators(at);
    Meaning below = operators.apply(ScalarFunction.NEGATE, "ceil", span, sources, arguments);
    Meaning floor = operators.apply(ScalarFunction.FLOOR, "ceil", span, sources, List.of(below));
    return operators.apply(ScalarFunction.NEGATE, "ceil", span, sources, List.of(floor));
  }

  private Meaning fold(
      ScalarFunction function, SourceSpan span, List<Expression> sources, List<Meaning> arguments) {
    if (arguments.size() < 2) {
      requireCount(function.symbol(), span, arguments.size(), 2);
      return Meaning.UNKNOWN;
    }
    Meaning result = arguments.get(0);
    for (int i = 1; i < arguments.size(); i++) {
      result =
          new Operators(at)
              .apply(
                  function,
                  function.symbol(),
                  span,
                  List.of(sources.get(0), sources.get(i)),
                  List.of(result, arguments.get(i)));
    }
    return result;
  }

  private boolean requireCount(String name, SourceSpan span, int found, int expected) {
    if (found == expected) {
      return true;
    }
    frame.report(
        found < expected ? Code.MISSING_ARGUMENT : Code.TOO_MANY_ARGUMENTS,
        span,
        name + " takes " + Plural.of(expected, "argument", "arguments") + ", found " + found);
    return false;
  }
}
