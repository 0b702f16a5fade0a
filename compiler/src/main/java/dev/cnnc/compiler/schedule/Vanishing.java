package dev.cnnc.compiler.schedule;

import dev.cnnc.compiler.graph.Scalar;

/**
 * Whether a term is zero when one of its reads is, so that a zero may be read for what is left out.
 */
final class Vanishing {
  private Vanishing() {}

  static boolean vanishes(Scalar body, Scalar.Access access) {
    if (body.equals(access)) {
      return true;
    }
    if (!(body instanceof Scalar.Apply apply)) {
      return false;
    }
    return switch (apply.function()) {
      case MULTIPLY -> apply.arguments().stream().anyMatch(a -> vanishes(a, access));
      case ADD, SUBTRACT -> apply.arguments().stream().allMatch(a -> vanishes(a, access));
      case NEGATE, STOP_GRADIENT -> vanishes(apply.arguments().get(0), access);
      default -> false;
    };
  }
}
