package dev.cnnc.compiler.elaborate;

import dev.cnnc.compiler.graph.Shape;
import dev.cnnc.grammar.tree.Axis;
import dev.cnnc.grammar.tree.Expression;
import dev.cnnc.grammar.tree.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Written tensor types: in a signature they bind names of sizes, elsewhere they give shapes. */
final class TensorTypes {
  private final Frame frame;
  private final List<String> sizes = new ArrayList<>();

  TensorTypes(Frame frame) {
    this.frame = frame;
  }

  /** The sizes bound so far, for messages: {@code C is 3}. */
  List<String> sizes() {
    return sizes;
  }

  /**
   * Binds the capital names of a type in a signature to the extents of {@code shape}; false if the
   * shape does not fit. Extents that are computed are left to {@link #checkComputed}.
   */
  boolean bind(Type.Tensor type, Shape shape) {
    if (!rankFits(type, shape)) {
      return false;
    }
    int axis = 0;
    for (Axis part : type.axes()) {
      if (part instanceof Axis.Rest) {
        int rank = restRank(type, shape);
        if (frame.rest().isEmpty()) {
          frame.rest(shape.extents().subList(axis, axis + rank));
        }
        axis += rank;
      } else if (part instanceof Axis.Extent extent) {
        Optional<String> size = sizeName(extent.value());
        if (size.isPresent() && !bindSize(size.get(), shape.extent(axis), extent)) {
          return false;
        }
        axis++;
      }
    }
    return true;
  }

  private boolean bindSize(String name, int found, Axis.Extent extent) {
    Optional<Scope.Binding> earlier = frame.scope().define(name, Constant.of(found), extent.span());
    if (earlier.isEmpty()) {
      sizes.add(name + " is " + found);
    }
    return earlier.isEmpty() || earlier.get().meaning().equals(Constant.of(found));
  }

  /** Whether the extents that are expressions, as in {@code f32[2 * C]}, are those of the shape. */
  boolean checkComputed(Type.Tensor type, Shape shape) {
    int axis = 0;
    for (Axis part : type.axes()) {
      if (part instanceof Axis.Rest) {
        axis += restRank(type, shape);
      } else if (part instanceof Axis.Extent extent) {
        if (sizeName(extent.value()).isEmpty()) {
          Optional<Integer> expected = new Evaluator(frame).whole(extent.value(), "an extent");
          if (expected.isPresent() && expected.get() != shape.extent(axis)) {
            return false;
          }
        }
        axis++;
      }
    }
    return true;
  }

  /** A bare capital name binds a size in a signature. */
  static Optional<String> sizeName(Expression expression) {
    return expression instanceof Expression.Reference reference
            && Character.isUpperCase(reference.name().charAt(0))
        ? Optional.of(reference.name())
        : Optional.empty();
  }

  private static boolean rankFits(Type.Tensor type, Shape shape) {
    boolean rest = type.axes().stream().anyMatch(Axis.Rest.class::isInstance);
    return rest ? restRank(type, shape) >= 0 : type.axes().size() == shape.rank();
  }

  private static int restRank(Type.Tensor type, Shape shape) {
    return shape.rank() - (type.axes().size() - 1);
  }

  /**
   * The extents of a type whose names are all known; {@code ..} stands for what it stands for in
   * the signature. Empty, and reported, if one cannot be computed. Extents may be below 1.
   */
  Optional<List<Integer>> extents(Type.Tensor type) {
    List<Integer> extents = new ArrayList<>();
    for (Axis part : type.axes()) {
      if (part instanceof Axis.Rest) {
        if (frame.rest().isEmpty()) {
          frame.report(Code.NO_RANGE, part.span(), "'..' stands for no axes here");
          return Optional.empty();
        }
        extents.addAll(frame.rest().get());
      } else if (part instanceof Axis.Extent extent) {
        Optional<Integer> value = new Evaluator(frame).whole(extent.value(), "an extent");
        if (value.isEmpty()) {
          return Optional.empty();
        }
        extents.add(value.get());
      }
    }
    return Optional.of(extents);
  }

  /** The shape of a type whose names are all known; empty, and reported, if it is none. */
  Optional<Shape> shape(Type.Tensor type) {
    Optional<List<Integer>> extents = extents(type);
    if (extents.isPresent() && extents.get().stream().anyMatch(extent -> extent < 1)) {
      frame.report(
          Code.BAD_EXTENT,
          type.span(),
          "every axis needs at least one element, found " + extents.get());
      return Optional.empty();
    }
    extents.ifPresent(e -> Limits.requireSize(frame, type.span(), e));
    return extents.map(Shape::new);
  }
}
