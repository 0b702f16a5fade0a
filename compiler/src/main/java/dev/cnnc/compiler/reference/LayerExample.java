package dev.cnnc.compiler.reference;

import dev.cnnc.compiler.elaborate.Constant;
import dev.cnnc.compiler.graph.Shape;
import dev.cnnc.grammar.tree.Axis;
import dev.cnnc.grammar.tree.Definition;
import dev.cnnc.grammar.tree.Expression;
import dev.cnnc.grammar.tree.Parameter;
import dev.cnnc.grammar.tree.Type;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Sizes and arguments with which a layer can be looked at, where its user gave none. Small, and the
 * same for the same name, so that tensors of a layer fit together.
 */
public record LayerExample(List<Shape> shapes, Map<String, Constant> arguments) {
  private static final Map<String, Integer> EXTENTS =
      Map.of("C", 2, "D", 8, "H", 8, "W", 8, "L", 8, "N", 5, "K", 4, "T", 6);

  /** Where the usual example of the type does not suit. */
  private static final Map<String, Constant> ARGUMENTS = Map.of("groups", Constant.of(2));

  private static final int OTHER_EXTENT = 4;
  private static final int WHOLE_NUMBER = 3;
  private static final double REAL_NUMBER = 2;

  public LayerExample {
    shapes = List.copyOf(shapes);
    arguments = Collections.unmodifiableMap(new LinkedHashMap<>(arguments));
  }

  /**
   * An example of a layer's tensors and parameters, around those that are given.
   *
   * @param givenShapes of the layer's first tensors
   */
  public static LayerExample of(
      Definition.Layer layer, List<Shape> givenShapes, Map<String, Constant> givenArguments) {
    List<Shape> shapes = new ArrayList<>(givenShapes);
    for (int i = shapes.size(); i < layer.tensors().size(); i++) {
      shapes.add(shape(layer.tensors().get(i).type()));
    }
    Map<String, Constant> arguments = new LinkedHashMap<>(givenArguments);
    for (Parameter.Value parameter : layer.values()) {
      if (parameter.fallback().isEmpty() && !arguments.containsKey(parameter.name().text())) {
        String name = parameter.name().text();
        arguments.put(name, ARGUMENTS.getOrDefault(name, example(parameter.type().kind())));
      }
    }
    return new LayerExample(shapes, arguments);
  }

  private static Shape shape(Type.Tensor type) {
    List<Integer> extents = new ArrayList<>();
    for (Axis axis : type.axes()) {
      if (axis instanceof Axis.Rest) {
        // One more axis shows what becomes of all of them; before the last, it would only distract.
        if (axis == type.axes().get(type.axes().size() - 1)) {
          extents.add(OTHER_EXTENT);
        }
      } else if (axis instanceof Axis.Extent extent) {
        extents.add(extent(extent.value()));
      }
    }
    return new Shape(extents);
  }

  private static int extent(Expression value) {
    if (value instanceof Expression.NumberLiteral number) {
      return (int) number.value();
    }
    return value instanceof Expression.Reference name
        ? EXTENTS.getOrDefault(name.name(), OTHER_EXTENT)
        : OTHER_EXTENT;
  }

  private static Constant example(Type.Kind kind) {
    return switch (kind) {
      case INT -> Constant.of(WHOLE_NUMBER);
      case REAL -> Constant.of(REAL_NUMBER);
      case BOOL -> Constant.of(true);
      case STRING -> Constant.of("");
    };
  }
}
