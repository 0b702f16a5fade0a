package dev.cnnc.compiler.elaborate;

import dev.cnnc.grammar.source.SourceSpan;
import dev.cnnc.grammar.tree.Axis;
import dev.cnnc.grammar.tree.Expression;
import dev.cnnc.grammar.tree.Parameter;
import dev.cnnc.grammar.tree.Type;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Converts arguments to the declared types of parameters: {@code 3} to {@code int[2]} is (3, 3).
 */
final class Conversion {
  private final Evaluator callee;
  private final Frame blamed;
  private final String name;

  /**
   * @param callee evaluates the counts in types
   * @param blamed the body that gave the value, where an error is reported
   * @param name what is called, for messages
   */
  Conversion(Evaluator callee, Frame blamed, String name) {
    this.callee = callee;
    this.blamed = blamed;
    this.name = name;
  }

  Optional<Constant> convert(Constant value, Parameter.Value parameter, SourceSpan span) {
    Type.Scalar type = parameter.type();
    String what = parameter.name().text() + " of " + name;
    if (value instanceof Constant.None && isOptional(parameter)) {
      return Optional.of(value);
    }
    if (type.count().isEmpty()) {
      return single(value, type.kind(), what, typeText(type.kind()), span);
    }
    if (type.count().get() instanceof Axis.Extent extent) {
      Optional<Integer> count = callee.whole(extent.value(), "the count in a type");
      return count.flatMap(c -> several(value, c, type.kind(), what, span));
    }
    String typeText = typeText(type.kind()) + "[..]";
    return value instanceof Constant.Tuple tuple
        ? tuple(tuple.elements(), type.kind(), what, typeText, span)
        : wrong(what, typeText, value, span);
  }

  /** Whether a parameter may be left without a value: its default says so. */
  private static boolean isOptional(Parameter.Value parameter) {
    return parameter.fallback().isPresent()
        && parameter.fallback().get() instanceof Expression.Reference reference
        && reference.name().equals("none");
  }

  /** A tuple of so many, or one value that is used so many times. */
  private Optional<Constant> several(
      Constant value, int count, Type.Kind kind, String what, SourceSpan span) {
    String typeText = typeText(kind) + "[" + count + "]";
    List<Constant> elements = List.of();
    if (value instanceof Constant.Tuple tuple) {
      elements = tuple.elements();
    } else if (count >= 0 && count <= Limits.MAX_RANK) {
      elements = Collections.nCopies(count, value);
    }
    return elements.size() == count
        ? tuple(elements, kind, what, typeText, span)
        : wrong(what, typeText, value, span);
  }

  private Optional<Constant> tuple(
      List<Constant> elements, Type.Kind kind, String what, String typeText, SourceSpan span) {
    List<Constant> converted = new ArrayList<>();
    for (Constant element : elements) {
      Optional<Constant> one = single(element, kind, what, typeText, span);
      if (one.isEmpty()) {
        return one;
      }
      converted.add(one.get());
    }
    return Optional.of(new Constant.Tuple(converted));
  }

  private Optional<Constant> single(
      Constant value, Type.Kind kind, String what, String typeText, SourceSpan span) {
    Optional<Constant> converted =
        switch (kind) {
          case INT -> value.toInt().map(i -> Constant.of(i));
          case REAL -> value instanceof Constant.Number ? Optional.of(value) : Optional.empty();
          case BOOL -> value instanceof Constant.Truth ? Optional.of(value) : Optional.empty();
          case STRING -> value instanceof Constant.Text ? Optional.of(value) : Optional.empty();
        };
    return converted.isPresent() ? converted : wrong(what, typeText, value, span);
  }

  private Optional<Constant> wrong(String what, String type, Constant value, SourceSpan span) {
    String article = type.startsWith("int") ? "an " : "a ";
    blamed.report(
        Code.ARGUMENT_TYPE,
        span,
        what + " must be " + article + type + ", found " + value.describe());
    return Optional.empty();
  }

  private static String typeText(Type.Kind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }
}
