package dev.cnnc.compiler.graph.algebra;

import dev.cnnc.compiler.graph.Scalar;
import dev.cnnc.compiler.graph.Subscript;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Replaces what a scalar reads. */
public final class Reads {
  private Reads() {}

  /**
   * {@code scalar} with {@code replacement} in place of each access, those inside subscripts first.
   *
   * @param replacement gives an access for an access inside a subscript
   */
  public static Scalar replace(Scalar scalar, Function<Scalar.Access, Scalar> replacement) {
    return Scalars.rewrite(
        scalar,
        part ->
            part instanceof Scalar.Access access
                ? replacement.apply(replaceInside(access, replacement))
                : part);
  }

  private static Scalar.Access replaceInside(
      Scalar.Access access, Function<Scalar.Access, Scalar> replacement) {
    if (access.subscripts().stream().noneMatch(Subscript.Lookup.class::isInstance)) {
      return access;
    }
    List<Subscript> subscripts = new ArrayList<>();
    for (Subscript subscript : access.subscripts()) {
      subscripts.add(
          subscript instanceof Subscript.Lookup lookup
              ? new Subscript.Lookup((Scalar.Access) replace(lookup.position(), replacement))
              : subscript);
    }
    return new Scalar.Access(access.tensor(), subscripts);
  }
}
