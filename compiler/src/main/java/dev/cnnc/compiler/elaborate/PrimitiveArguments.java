package dev.cnnc.compiler.elaborate;

import dev.cnnc.compiler.graph.ElementType;
import dev.cnnc.compiler.graph.Value;
import dev.cnnc.grammar.source.SourceSpan;
import dev.cnnc.grammar.tree.Expression;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The arguments of a {@link Primitives primitive}: tensors, then values by position or name. */
final class PrimitiveArguments {
  private final Frame frame;
  private final Expression.Call call;
  private final String name;
  private final List<Given> left;
  private final List<Value> tensors = new ArrayList<>();
  private final List<String> origins = new ArrayList<>();

  PrimitiveArguments(Frame frame, Expression.Call call, List<Given> given) {
    this.frame = frame;
    this.call = call;
    this.name = call.callee().text();
    this.left = new ArrayList<>(given);
  }

  SourceSpan span() {
    return call.span();
  }

  List<Value> tensors() {
    return tensors;
  }

  /** Where the tensors come from, for messages. */
  List<String> origins() {
    return origins;
  }

  /** Takes the tensors from the arguments; false, and reported, if there are too few or many. */
  boolean collect(int least, int most) {
    while (!left.isEmpty() && Meaning.isTensor(left.get(0).meaning())) {
      Given given = left.remove(0);
      Meaning placed = new Evaluator(frame).place(given.meaning(), "value", given.span());
      if (placed instanceof Meaning.Tensor tensor) {
        tensors.add(tensor.value());
        String source = given.piped() ? "its input" : ShapeMismatch.name(given.source());
        origins.add(source + " is " + Types.text(tensor.value()) + ": " + tensor.note());
      }
    }
    if (tensors.size() < least && !left.isEmpty()) {
      Given other = left.get(0);
      frame.report(
          Code.ARGUMENT_TYPE,
          other.span(),
          name + " takes a tensor here, found " + ((Constant) other.meaning()).describe());
      return false;
    }
    if (tensors.size() < least || tensors.size() > most) {
      frame.report(
          tensors.size() < least ? Code.MISSING_ARGUMENT : Code.TOO_MANY_ARGUMENTS,
          call.span(),
          name
              + " takes "
              + Plural.of(least, "tensor", "tensors")
              + (most > least ? " or more" : "")
              + ", found "
              + tensors.size());
      return false;
    }
    if (tensors.stream().anyMatch(t -> t.type() != ElementType.F32) && !name.equals("reshape")) {
      frame.report(Code.ELEMENT_TYPE, call.span(), name + " takes f32 tensors", origins);
      return false;
    }
    return true;
  }

  /** The next value by position, or the one of this name. */
  private Optional<Given> take(String parameter) {
    for (Given given : left) {
      if (given.name().isEmpty() || given.name().get().text().equals(parameter)) {
        left.remove(given);
        return Optional.of(given);
      }
    }
    return Optional.empty();
  }

  Optional<Integer> integer(String parameter) {
    Optional<List<Integer>> values = integers(parameter);
    if (values.isPresent() && values.get().size() != 1) {
      frame.report(
          Code.ARGUMENT_TYPE,
          call.span(),
          parameter + " of " + name + " must be one number, found " + values.get());
      return Optional.empty();
    }
    return values.map(v -> v.get(0));
  }

  /** A tuple of whole numbers; one number alone is a tuple of one. */
  Optional<List<Integer>> integers(String parameter) {
    Optional<Given> given = take(parameter);
    if (given.isEmpty()) {
      frame.report(Code.MISSING_ARGUMENT, call.span(), name + " needs a value for " + parameter);
      return Optional.empty();
    }
    Meaning meaning = given.get().meaning();
    List<Constant> elements =
        meaning instanceof Constant.Tuple tuple
            ? tuple.elements()
            : meaning instanceof Constant constant ? List.of(constant) : List.of();
    List<Integer> values = new ArrayList<>();
    for (Constant element : elements) {
      element.toInt().ifPresent(values::add);
    }
    if (values.size() < elements.size() || !(meaning instanceof Constant)) {
      String found = meaning instanceof Constant constant ? constant.describe() : "a tensor";
      frame.report(
          Code.ARGUMENT_TYPE,
          given.get().span(),
          parameter + " of " + name + " must be whole numbers, found " + found);
      return Optional.empty();
    }
    return Optional.of(values);
  }

  /** The number of an axis of {@code tensor}, from 0. */
  Optional<Integer> axis(String parameter, Value tensor, Optional<Integer> fallback) {
    boolean given =
        left.stream().anyMatch(g -> g.name().isEmpty() || g.name().get().text().equals(parameter));
    int rank = tensor.shape().rank();
    Optional<Integer> written = given || fallback.isEmpty() ? integer(parameter) : fallback;
    if (written.isEmpty()) {
      return written;
    }
    int axis = written.get() < 0 ? written.get() + rank : written.get();
    if (axis < 0 || axis >= rank) {
      frame.report(
          Code.ARGUMENT_SHAPE,
          call.span(),
          Types.text(tensor) + " has no axis " + written.get(),
          origins);
      return Optional.empty();
    }
    return Optional.of(axis);
  }

  /** Reports arguments that nothing took. */
  boolean requireAllUsed() {
    if (!left.isEmpty()) {
      Given surplus = left.get(0);
      frame.report(
          surplus.name().isPresent() ? Code.UNKNOWN_ARGUMENT : Code.TOO_MANY_ARGUMENTS,
          surplus.span(),
          name + " has no use for the argument " + surplus.text());
    }
    return left.isEmpty();
  }
}
