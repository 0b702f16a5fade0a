package dev.cnnc.compiler.elaborate;

import dev.cnnc.compiler.graph.Affine;
import dev.cnnc.compiler.graph.Index;
import dev.cnnc.compiler.graph.Scalar;
import dev.cnnc.compiler.graph.Shape;
import dev.cnnc.compiler.graph.Subscript;
import dev.cnnc.compiler.graph.Value;
import java.util.ArrayList;
import java.util.List;

/** The indices of elementwise computations, one per axis: {@code i, j, k, l, m, n, i6, i7, …} */
final class Axes {
  private static final String NAMES = "ijklmn";

  private Axes() {}

  static String name(int axis) {
    return axis < NAMES.length() ? NAMES.substring(axis, axis + 1) : "i" + axis;
  }

  static List<Index> of(Shape shape) {
    List<Index> indices = new ArrayList<>();
    for (int axis = 0; axis < shape.rank(); axis++) {
      indices.add(new Index(name(axis), shape.extent(axis)));
    }
    return indices;
  }

  /** {@code tensor[i, j, …]} */
  static Scalar.Access read(Value tensor) {
    List<Subscript> subscripts = new ArrayList<>();
    for (int axis = 0; axis < tensor.shape().rank(); axis++) {
      subscripts.add(at(name(axis)));
    }
    return new Scalar.Access(tensor, subscripts);
  }

  static Subscript at(String index) {
    return new Subscript.Position(Affine.index(index));
  }
}
