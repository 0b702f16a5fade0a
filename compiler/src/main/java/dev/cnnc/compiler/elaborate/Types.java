package dev.cnnc.compiler.elaborate;

import dev.cnnc.compiler.graph.ElementType;
import dev.cnnc.compiler.graph.Shape;
import dev.cnnc.compiler.graph.Value;
import dev.cnnc.grammar.tree.Type;
import java.util.Locale;

/** Types as the language writes them. */
final class Types {
  private Types() {}

  /** {@code f32[32, 16, 16]} */
  static String text(ElementType type, Shape shape) {
    return type.name().toLowerCase(Locale.ROOT) + shape;
  }

  static String text(Value value) {
    return text(value.type(), value.shape());
  }

  static ElementType element(Type.Tensor type) {
    return switch (type.element()) {
      case F32 -> ElementType.F32;
      case I32 -> ElementType.I32;
    };
  }
}
