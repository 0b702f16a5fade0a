package dev.cnnc.compiler.elaborate;

import dev.cnnc.grammar.diagnostic.NearestName;
import dev.cnnc.grammar.source.SourceSpan;
import dev.cnnc.grammar.tree.Name;
import dev.cnnc.grammar.tree.Parameter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Binds the compile-time parameters of a layer, function or model to the arguments of a call: by
 * position, then by name, then the defaults, in the order of the parameters.
 */
final class ValueArguments {
  private final Evaluator callee;
  private final Frame caller;
  private final String name;
  private final SourceSpan call;

  /**
   * @param callee evaluates defaults and types, in the body that is called
   * @param caller where errors in the arguments are reported
   * @param name what is called
   */
  ValueArguments(Evaluator callee, Frame caller, String name, SourceSpan call) {
    this.callee = callee;
    this.caller = caller;
    this.name = name;
    this.call = call;
  }

  /**
   * Defines every parameter in the callee's scope; false, and reported, if one cannot be.
   *
   * @param known other names that arguments can have, for suggestions
   */
  boolean bind(List<Parameter.Value> parameters, Collection<String> known, List<Given> given) {
    List<Given> positional = given.stream().filter(g -> g.name().isEmpty()).toList();
    boolean sound = checkNames(parameters, known, given);
    if (positional.size() > parameters.size()) {
      caller.report(
          Code.TOO_MANY_ARGUMENTS,
          positional.get(parameters.size()).span(),
          name
              + " takes "
              + Plural.of(parameters.size(), "value", "values")
              + (parameters.isEmpty() ? "" : " (" + names(parameters) + ")")
              + ", found "
              + positional.size());
      sound = false;
    }
    for (int i = 0; i < parameters.size(); i++) {
      Parameter.Value parameter = parameters.get(i);
      Optional<Given> byPosition =
          i < positional.size() ? Optional.of(positional.get(i)) : Optional.empty();
      Optional<Given> byName = byName(parameter, given);
      if (byPosition.isPresent() && byName.isPresent()) {
        caller.report(
            Code.TOO_MANY_ARGUMENTS,
            byName.get().span(),
            parameter.name().text() + " is given twice, by position and by name");
        sound = false;
      }
      Optional<Given> argument = byPosition.or(() -> byName);
      if (sound || argument.isPresent()) {
        sound &= bind(parameter, argument);
      }
    }
    return sound;
  }

  private boolean bind(Parameter.Value parameter, Optional<Given> argument) {
    Optional<Constant> value = Optional.empty();
    if (argument.isPresent()) {
      value = argument(parameter, argument.get());
    } else if (parameter.fallback().isPresent()) {
      value = fallback(parameter);
    } else {
      caller.report(
          Code.MISSING_ARGUMENT, call, name + " needs a value for " + parameter.name().text());
    }
    callee
        .frame()
        .scope()
        .define(
            parameter.name().text(),
            value.isPresent() ? value.get() : Meaning.UNKNOWN,
            parameter.span());
    return value.isPresent();
  }

  private Optional<Constant> argument(Parameter.Value parameter, Given argument) {
    if (argument.meaning() instanceof Constant constant) {
      return new Conversion(callee, caller, name).convert(constant, parameter, argument.span());
    }
    if (argument.meaning() != Meaning.UNKNOWN) {
      caller.report(
          Code.ARGUMENT_TYPE,
          argument.span(),
          parameter.name().text()
              + " of "
              + name
              + " must be known at compile time, found a tensor");
    }
    return Optional.empty();
  }

  private Optional<Constant> fallback(Parameter.Value parameter) {
    Meaning meaning = callee.evaluate(parameter.fallback().get());
    return meaning instanceof Constant constant
        ? new Conversion(callee, callee.frame(), name)
            .convert(constant, parameter, parameter.span())
        : Optional.empty();
  }

  private boolean checkNames(
      List<Parameter.Value> parameters, Collection<String> known, List<Given> given) {
    boolean sound = true;
    List<String> seen = new ArrayList<>();
    for (Given argument : given) {
      if (argument.name().isEmpty()) {
        continue;
      }
      Name written = argument.name().get();
      List<String> candidates = new ArrayList<>(known);
      parameters.forEach(p -> candidates.add(p.name().text()));
      if (!candidates.contains(written.text())) {
        sound = false;
        String help =
            NearestName.suggest(written.text(), candidates)
                .map(n -> "did you mean " + n + "?")
                .orElse(
                    candidates.isEmpty()
                        ? "it takes no arguments"
                        : "it takes " + String.join(", ", candidates));
        caller.report(
            Code.UNKNOWN_ARGUMENT,
            written.span(),
            name + " has no argument '" + written.text() + "'",
            help);
      } else if (seen.contains(written.text())) {
        sound = false;
        caller.report(Code.TOO_MANY_ARGUMENTS, written.span(), written.text() + " is given twice");
      }
      seen.add(written.text());
    }
    return sound;
  }

  private static Optional<Given> byName(Parameter.Value parameter, List<Given> given) {
    return given.stream()
        .filter(g -> g.name().isPresent() && g.name().get().text().equals(parameter.name().text()))
        .findFirst();
  }

  private static String names(List<Parameter.Value> parameters) {
    return String.join(", ", parameters.stream().map(p -> p.name().text()).toList());
  }
}
