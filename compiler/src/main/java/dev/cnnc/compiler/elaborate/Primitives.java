package dev.cnnc.compiler.elaborate;

import dev.cnnc.compiler.graph.Affine;
import dev.cnnc.compiler.graph.Index;
import dev.cnnc.compiler.graph.Operation.Comprehension;
import dev.cnnc.compiler.graph.Origin;
import dev.cnnc.compiler.graph.Reduction;
import dev.cnnc.compiler.graph.Scalar;
import dev.cnnc.compiler.graph.ScalarFunction;
import dev.cnnc.compiler.graph.Shape;
import dev.cnnc.compiler.graph.Subscript;
import dev.cnnc.compiler.graph.Value;
import dev.cnnc.grammar.source.SourceSpan;
import dev.cnnc.grammar.tree.Expression;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Layers that a formula cannot say: the gradient {@code grad(e, x)}, and data movement whose
 * result's rank depends on the arguments: {@code reshape(x; shape)}, {@code transpose(x; axes)},
 * {@code slice(x; axis, from, to)} and {@code concat(a, b, …; axis = 0)}. Axes count from 0 without
 * the batch; negative ones from the end.
 */
final class Primitives {
  static final List<String> NAMES = List.of("reshape", "transpose", "slice", "concat", "grad");

  private final Frame frame;

  Primitives(Frame frame) {
    this.frame = frame;
  }

  static boolean has(String name) {
    return NAMES.contains(name);
  }

  Meaning call(Expression.Call call, List<Given> given) {
    String name = call.callee().text();
    frame.session().countCall(frame, call.span(), name);
    Optional<String> path = LayerCalls.path(frame, name, call.alias());
    if (path.isEmpty() || given.stream().anyMatch(g -> g.meaning() == Meaning.UNKNOWN)) {
      return Meaning.UNKNOWN;
    }
    int place = frame.session().beginCall();
    PrimitiveArguments arguments = new PrimitiveArguments(frame, call, given);
    boolean collected =
        switch (name) {
          case "concat" -> arguments.collect(1, Integer.MAX_VALUE);
          case "grad" -> arguments.collect(2, 2);
          default -> arguments.collect(1, 1);
        };
    if (!collected) {
      return Meaning.UNKNOWN;
    }
    List<Value> tensors = arguments.tensors();
    String local = path.get().substring(frame.qualified("").length());
    Optional<Value> result =
        switch (name) {
          case "reshape" -> reshape(arguments, tensors.get(0), path.get());
          case "transpose" -> transpose(arguments, tensors.get(0), local);
          case "slice" -> slice(arguments, tensors.get(0), local);
          case "concat" -> concat(arguments, tensors, local);
          case "grad" -> new Gradient(frame).of(arguments, path.get());
          default -> throw new AssertionError(name);
        };
    if (result.isEmpty() || !arguments.requireAllUsed()) {
      return Meaning.UNKNOWN;
    }
    frame
        .session()
        .endCall(
            place,
            new LayerCall(
                path.get(),
                name,
                LayerCalls.arguments(given),
                tensors,
                result.get(),
                List.of(),
                frame.userSpan(call.span()),
                frame.depth()));
    return new Meaning.Tensor(result.get(), frame.note(name, call.span()));
  }

  private Optional<Value> reshape(PrimitiveArguments arguments, Value tensor, String path) {
    Optional<List<Integer>> shape = arguments.integers("shape");
    if (shape.isEmpty()) {
      return Optional.empty();
    }
    SourceSpan span = arguments.span();
    List<Integer> extents = new ArrayList<>(shape.get());
    long size = tensor.shape().size();
    double others = 1;
    for (int extent : extents) {
      others *= extent == -1 ? 1 : extent;
    }
    int open = extents.indexOf(-1);
    if (open >= 0 && open == extents.lastIndexOf(-1) && others > 0 && size % others == 0) {
      extents.set(open, (int) (size / others));
      others = size;
    }
    if (others != size || extents.stream().anyMatch(extent -> extent < 1)) {
      frame.report(
          Code.ARGUMENT_SHAPE,
          span,
          "cannot reshape " + Types.text(tensor) + " of " + size + " elements to " + shape.get(),
          arguments.origins());
      return Optional.empty();
    }
    Limits.requireSize(frame, span, extents);
    Limits.requireRoom(frame, span);
    return Optional.of(
        frame
            .session()
            .graph()
            .addReshape(path, tensor, new Shape(extents), new Origin(frame.userSpan(span), path)));
  }

  /** {@code out[i0, i1, …] = x[…]}, where axis n of the result is axis {@code axes[n]} of x. */
  private Optional<Value> transpose(PrimitiveArguments arguments, Value tensor, String name) {
    Optional<List<Integer>> axes = arguments.integers("axes");
    int rank = tensor.shape().rank();
    if (axes.isEmpty()) {
      return Optional.empty();
    }
    List<Integer> order = axes.get().stream().map(a -> a < 0 ? a + rank : a).toList();
    boolean all = order.stream().allMatch(a -> a >= 0 && a < rank);
    if (!all || order.size() != rank || new TreeSet<>(order).size() != rank) {
      frame.report(
          Code.ARGUMENT_SHAPE,
          arguments.span(),
          "transpose needs every axis of " + Types.text(tensor) + " once, found " + axes.get(),
          arguments.origins());
      return Optional.empty();
    }
    List<Index> free = new ArrayList<>();
    Subscript[] subscripts = new Subscript[rank];
    for (int axis = 0; axis < rank; axis++) {
      Index index = new Index(Axes.name(axis), tensor.shape().extent(order.get(axis)));
      free.add(index);
      subscripts[order.get(axis)] = Axes.at(index.name());
    }
    return Optional.of(move(free, new Scalar.Access(tensor, List.of(subscripts)), name, arguments));
  }

  /** {@code out[…, i, …] = x[…, i + from, …]} */
  private Optional<Value> slice(PrimitiveArguments arguments, Value tensor, String name) {
    Optional<Integer> axis = arguments.axis("axis", tensor, Optional.empty());
    Optional<Integer> from = arguments.integer("from");
    Optional<Integer> to = arguments.integer("to");
    if (axis.isEmpty() || from.isEmpty() || to.isEmpty()) {
      return Optional.empty();
    }
    int extent = tensor.shape().extent(axis.get());
    int first = from.get() < 0 ? from.get() + extent : from.get();
    int end = to.get() < 0 ? to.get() + extent : to.get();
    if (first < 0 || end > extent || first >= end) {
      frame.report(
          Code.ARGUMENT_SHAPE,
          arguments.span(),
          "a slice from "
              + from.get()
              + " to "
              + to.get()
              + " is not within axis "
              + axis.get()
              + " of "
              + Types.text(tensor),
          arguments.origins());
      return Optional.empty();
    }
    List<Index> free = Axes.of(withExtent(tensor.shape(), axis.get(), end - first));
    return Optional.of(move(free, shifted(tensor, axis.get(), first), name, arguments));
  }

  /**
   * {@code out[…, i, …] = (sum[] a[…, i, …]) + (sum[] b[…, i - n, …]) + …}: exactly one of the
   * terms is inside, the others are left out.
   */
  private Optional<Value> concat(PrimitiveArguments arguments, List<Value> tensors, String name) {
    Value first = tensors.get(0);
    Optional<Integer> axis = arguments.axis("axis", first, Optional.of(0));
    if (axis.isEmpty()) {
      return Optional.empty();
    }
    int total = 0;
    for (Value tensor : tensors) {
      Shape shape = tensor.shape();
      if (shape.rank() != first.shape().rank()
          || !withExtent(shape, axis.get(), 1).equals(withExtent(first.shape(), axis.get(), 1))) {
        frame.report(
            Code.SHAPES_DIFFER,
            arguments.span(),
            "concat needs equal shapes but for axis "
                + axis.get()
                + ", found "
                + Types.text(first)
                + " and "
                + Types.text(tensor),
            arguments.origins());
        return Optional.empty();
      }
      total = Math.addExact(total, shape.extent(axis.get()));
    }
    List<Index> free = Axes.of(withExtent(first.shape(), axis.get(), total));
    if (tensors.size() == 1) {
      return Optional.of(first);
    }
    Scalar sum = null;
    int offset = 0;
    for (Value tensor : tensors) {
      Scalar.Access read = shifted(tensor, axis.get(), -offset);
      Comprehension padded = new Comprehension(free, Reduction.SUM, List.of(), false, read);
      Value part =
          new Placement(new Evaluator(frame)).add(padded, name + ".part", arguments.span());
      Scalar access = Axes.read(part);
      sum = sum == null ? access : Scalar.apply(ScalarFunction.ADD, sum, access);
      offset += tensor.shape().extent(axis.get());
    }
    return Optional.of(move(free, sum, name, arguments));
  }

  private Value move(List<Index> free, Scalar body, String name, PrimitiveArguments arguments) {
    Comprehension comprehension = new Comprehension(free, Reduction.NONE, List.of(), false, body);
    return new Placement(new Evaluator(frame)).add(comprehension, name, arguments.span());
  }

  private static Scalar.Access shifted(Value tensor, int axis, int by) {
    List<Subscript> subscripts = new ArrayList<>(Axes.read(tensor).subscripts());
    subscripts.set(axis, new Subscript.Position(Affine.index(Axes.name(axis)).plus(by)));
    return new Scalar.Access(tensor, subscripts);
  }

  private static Shape withExtent(Shape shape, int axis, int extent) {
    List<Integer> extents = new ArrayList<>(shape.extents());
    extents.set(axis, extent);
    return new Shape(extents);
  }
}
