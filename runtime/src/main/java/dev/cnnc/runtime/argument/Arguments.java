package dev.cnnc.runtime.argument;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The arguments of a call, checked against what is declared. */
public final class Arguments {
  private Arguments() {}

  /**
   * The given values and the defaults of the others.
   *
   * @throws IllegalArgumentException if one is missing, unknown, or has several values where one is
   *     expected
   */
  public static Map<String, List<Double>> complete(
      List<Argument> declared, Map<String, List<Double>> given) {
    Map<String, List<Double>> complete = new TreeMap<>(given);
    for (Argument argument : declared) {
      List<Double> values = given.get(argument.name());
      if (values == null) {
        double value =
            argument
                .value()
                .orElseThrow(
                    () ->
                        new IllegalArgumentException(
                            "needs an argument '" + argument.name() + "'"));
        complete.put(argument.name(), List.of(value));
      } else if (values.isEmpty() || (values.size() > 1 && !argument.list())) {
        throw new IllegalArgumentException(
            "takes one number as '" + argument.name() + "', found " + values);
      }
    }
    requireKnown(declared, complete.keySet());
    return complete;
  }

  /** As {@link #complete}, for calls whose arguments are single numbers. */
  public static Map<String, Double> completeNumbers(
      List<Argument> declared, Map<String, Double> given) {
    Map<String, List<Double>> lists = new TreeMap<>();
    given.forEach((name, value) -> lists.put(name, List.of(value)));
    Map<String, Double> numbers = new TreeMap<>();
    complete(declared, lists).forEach((name, values) -> numbers.put(name, values.get(0)));
    return numbers;
  }

  private static void requireKnown(List<Argument> declared, Collection<String> names) {
    List<String> unknown = new ArrayList<>(names);
    List<String> known = declared.stream().map(Argument::name).toList();
    unknown.removeAll(known);
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException("takes the arguments " + known + ", found " + unknown);
    }
  }
}
