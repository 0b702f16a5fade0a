package dev.cnnc.runtime.prepare;

import static dev.cnnc.runtime.argument.Argument.required;
import static dev.cnnc.runtime.argument.Argument.requiredList;

import dev.cnnc.runtime.argument.Argument;
import dev.cnnc.runtime.argument.Arguments;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The transforms that a script may name, each by the lower-case name of its constant. Arguments may
 * be given by position in the order listed here.
 */
public enum TransformKind {
  /** See {@link Transform#scale}. */
  SCALE(required("factor")) {
    @Override
    Transform of(Map<String, List<Double>> arguments) {
      return Transform.scale(arguments.get("factor").get(0));
    }
  },
  /** See {@link Transform#normalize(double[], double[])}. */
  NORMALIZE(requiredList("mean"), requiredList("std")) {
    @Override
    Transform of(Map<String, List<Double>> arguments) {
      return Transform.normalize(numbers(arguments, "mean"), numbers(arguments, "std"));
    }

    private static double[] numbers(Map<String, List<Double>> arguments, String name) {
      return arguments.get(name).stream().mapToDouble(Double::doubleValue).toArray();
    }
  },
  /** See {@link Transform#resize}. */
  RESIZE(required("height"), required("width")) {
    @Override
    Transform of(Map<String, List<Double>> arguments) {
      return Transform.resize(
          WholeNumbers.of(arguments, "height"), WholeNumbers.of(arguments, "width"));
    }
  },
  /** See {@link Transform#grayscale}. */
  GRAYSCALE {
    @Override
    Transform of(Map<String, List<Double>> arguments) {
      return Transform.grayscale();
    }
  };

  private final List<Argument> arguments;

  TransformKind(Argument... arguments) {
    this.arguments = List.of(arguments);
  }

  /** As it is written in a script. */
  public String scriptName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Its arguments, in the order in which they may be given without names. */
  public List<Argument> arguments() {
    return arguments;
  }

  /**
   * @throws IllegalArgumentException if no transform has that name
   */
  public static TransformKind named(String scriptName) {
    for (TransformKind known : values()) {
      if (known.scriptName().equals(scriptName)) {
        return known;
      }
    }
    throw new IllegalArgumentException("no transform '" + scriptName + "'");
  }

  /**
   * A transform of this kind.
   *
   * @param given arguments by name; those with a default may be left out
   * @throws IllegalArgumentException if an argument is missing, unknown or out of its range
   */
  public Transform create(Map<String, List<Double>> given) {
    return of(Arguments.complete(arguments, given));
  }

  abstract Transform of(Map<String, List<Double>> arguments);
}
