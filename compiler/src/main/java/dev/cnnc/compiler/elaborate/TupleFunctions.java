package dev.cnnc.compiler.elaborate;

import dev.cnnc.grammar.source.SourceSpan;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Functions of tuples, for sizes: {@code product(t)} and {@code total(t)} of the elements, {@code
 * length(t)}, {@code take(t, n)} the first n elements, {@code drop(t, n)} all but these, and {@code
 * join(a, b, …)} one after the other. A number stands for a tuple of one.
 */
final class TupleFunctions {
  static final List<String> NAMES = List.of("product", "total", "length", "take", "drop", "join");

  private static final int MAX_LENGTH = 10_000;

  private final Frame frame;

  TupleFunctions(Frame frame) {
    this.frame = frame;
  }

  static boolean has(String name) {
    return NAMES.contains(name);
  }

  Meaning apply(String name, SourceSpan span, List<Meaning> arguments) {
    List<List<Constant>> tuples = new ArrayList<>();
    for (Meaning argument : arguments) {
      Optional<List<Constant>> elements = elements(argument);
      if (elements.isEmpty()) {
        frame.report(
            Code.OPERAND_TYPE, span, name + " takes numbers and tuples known at compile time");
        return Meaning.UNKNOWN;
      }
      tuples.add(elements.get());
    }
    boolean slices = name.equals("take") || name.equals("drop");
    int expected = slices ? 2 : 1;
    if (name.equals("join") ? tuples.isEmpty() : tuples.size() != expected) {
      frame.report(
          tuples.size() < expected ? Code.MISSING_ARGUMENT : Code.TOO_MANY_ARGUMENTS,
          span,
          name
              + " takes "
              + Plural.of(expected, "argument", "arguments")
              + ", found "
              + tuples.size());
      return Meaning.UNKNOWN;
    }
    List<Constant> first = tuples.get(0);
    return switch (name) {
      case "length" -> Constant.of(first.size());
      case "product" -> fold(name, span, first, 1);
      case "total" -> fold(name, span, first, 0);
      case "join" -> join(span, tuples);
      default -> slice(name, span, first, arguments.get(1));
    };
  }

  private static Optional<List<Constant>> elements(Meaning meaning) {
    if (meaning instanceof Constant.Tuple tuple) {
      return Optional.of(tuple.elements());
    }
    return meaning instanceof Constant.Number number
        ? Optional.of(List.of(number))
        : Optional.empty();
  }

  private Meaning fold(String name, SourceSpan span, List<Constant> elements, double start) {
    double result = start;
    for (Constant element : elements) {
      if (!(element instanceof Constant.Number number)) {
        frame.report(Code.OPERAND_TYPE, span, name + " takes numbers, found " + element.describe());
        return Meaning.UNKNOWN;
      }
      result = name.equals("product") ? result * number.value() : result + number.value();
    }
    return Constant.of(result);
  }

  private Meaning slice(String name, SourceSpan span, List<Constant> elements, Meaning count) {
    Optional<Integer> n = count instanceof Constant constant ? constant.toInt() : Optional.empty();
    if (n.isEmpty() || n.get() < 0 || n.get() > elements.size()) {
      frame.report(
          Code.ARITHMETIC,
          span,
          name + " takes from 0 to " + elements.size() + " elements of this tuple");
      return Meaning.UNKNOWN;
    }
    return new Constant.Tuple(
        name.equals("take")
            ? elements.subList(0, n.get())
            : elements.subList(n.get(), elements.size()));
  }

  private Meaning join(SourceSpan span, List<List<Constant>> tuples) {
    List<Constant> all = new ArrayList<>();
    tuples.forEach(all::addAll);
    if (all.size() > MAX_LENGTH) {
      frame
          .session()
          .giveUp(frame, Code.TOO_LARGE, span, "a tuple has at most " + MAX_LENGTH + " elements");
    }
    return new Constant.Tuple(all);
  }
}
