package dev.cnnc.compiler.schedule;

import dev.cnnc.compiler.graph.Index;
import dev.cnnc.compiler.graph.Node;
import dev.cnnc.compiler.graph.Operation.Comprehension;
import dev.cnnc.compiler.graph.Scalar;
import dev.cnnc.compiler.graph.Value;
import dev.cnnc.compiler.graph.algebra.Reads;
import dev.cnnc.compiler.graph.algebra.Scalars;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What an update comes to where the gradient is zero: {@code w - lr * 0} is {@code w}. All numbers
 * are taken to be finite, so that nothing times zero is zero, and a zero has no sign.
 */
final class ZeroGradient {
  private final Value gradient;
  private final Map<Value, Comprehension> formulas = new HashMap<>();

  /**
   * @param elementwise the formulas that are looked into
   */
  ZeroGradient(Value gradient, Collection<Node> elementwise) {
    this.gradient = gradient;
    elementwise.forEach(node -> formulas.put(node.result(), (Comprehension) node.operation()));
  }

  /** Whether {@code update} is {@code target} as it was, wherever the gradient is zero. */
  boolean leaves(Value target, Value update) {
    List<Index> axes = new ArrayList<>();
    for (int extent : target.shape().extents()) {
      axes.add(new Index("i" + axes.size(), extent));
    }
    Scalar.Access own = BuildNest.identity(target, axes);
    return element(BuildNest.identity(update, axes), axes).equals(own);
  }

  /** Whether a formula of the gradient is zero wherever that is. */
  boolean vanishes(Scalar formula) {
    Scalar body =
        Reads.replace(formula, read -> read.tensor() == gradient ? Scalar.constant(0) : read);
    return Scalars.is(Scalars.rewrite(body, ZeroGradient::simplify), 0);
  }

  private Scalar element(Scalar.Access access, List<Index> axes) {
    if (access.tensor() == gradient) {
      return Scalar.constant(0);
    }
    Comprehension formula = formulas.get(access.tensor());
    if (formula == null || !access.equals(BuildNest.identity(access.tensor(), axes))) {
      return access;
    }
    Scalar body = Reads.replace(FuseStores.renamed(formula, axes), read -> element(read, axes));
    return Scalars.rewrite(body, ZeroGradient::simplify);
  }

  private static Scalar simplify(Scalar part) {
    if (!(part instanceof Scalar.Apply apply)) {
      return part;
    }
    List<Scalar> arguments = apply.arguments();
    boolean zero =
        switch (apply.function()) {
          case MULTIPLY -> arguments.stream().anyMatch(factor -> Scalars.is(factor, 0));
          case DIVIDE -> Scalars.is(arguments.get(0), 0) && isPositive(arguments.get(1));
          default -> false;
        };
    return zero ? Scalar.constant(0) : Scalars.of(apply);
  }

  private static boolean isPositive(Scalar scalar) {
    if (scalar instanceof Scalar.Constant constant) {
      return constant.value() > 0;
    }
    if (!(scalar instanceof Scalar.Apply apply)) {
      return false;
    }
    List<Scalar> arguments = apply.arguments();
    return switch (apply.function()) {
      case EXP -> true;
      case ADD ->
          arguments.stream().allMatch(ZeroGradient::isNotNegative)
              && arguments.stream().anyMatch(ZeroGradient::isPositive);
      case MULTIPLY, DIVIDE -> arguments.stream().allMatch(ZeroGradient::isPositive);
      case MAX -> arguments.stream().anyMatch(ZeroGradient::isPositive);
      case SQRT -> isPositive(arguments.get(0));
      default -> false;
    };
  }

  private static boolean isNotNegative(Scalar scalar) {
    if (scalar instanceof Scalar.Constant constant) {
      return constant.value() >= 0;
    }
    if (!(scalar instanceof Scalar.Apply apply)) {
      return false;
    }
    return switch (apply.function()) {
      case SQRT, ABS -> true;
      case ADD, MULTIPLY -> apply.arguments().stream().allMatch(ZeroGradient::isNotNegative);
      default -> isPositive(scalar);
    };
  }
}
