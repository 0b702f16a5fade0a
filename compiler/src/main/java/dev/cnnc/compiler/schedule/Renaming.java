package dev.cnnc.compiler.schedule;

import dev.cnnc.compiler.graph.Affine;
import dev.cnnc.compiler.graph.Scalar;
import dev.cnnc.compiler.graph.Subscript;
import java.util.HashMap;
import java.util.Map;

/** Gives indices other names. */
record Renaming(Map<String, String> names) {
  Scalar rename(Scalar body) {
    if (body instanceof Scalar.Access access) {
      return rename(access);
    } else if (body instanceof Scalar.IndexValue value) {
      return new Scalar.IndexValue(rename(value.expression()));
    } else if (body instanceof Scalar.Apply apply) {
      return new Scalar.Apply(
          apply.function(), apply.arguments().stream().map(this::rename).toList());
    }
    return body;
  }

  private Scalar.Access rename(Scalar.Access access) {
    return new Scalar.Access(
        access.tensor(), access.subscripts().stream().map(this::rename).toList());
  }

  private Subscript rename(Subscript subscript) {
    if (subscript instanceof Subscript.Position position) {
      return new Subscript.Position(rename(position.numerator()), position.divisor());
    }
    return new Subscript.Lookup(rename(((Subscript.Lookup) subscript).position()));
  }

  Affine rename(Affine expression) {
    Map<String, Integer> coefficients = new HashMap<>();
    expression.forEach((index, c) -> coefficients.put(names.getOrDefault(index, index), c));
    return Affine.of(coefficients, expression.constant());
  }
}
