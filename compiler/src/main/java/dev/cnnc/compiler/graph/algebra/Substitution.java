package dev.cnnc.compiler.graph.algebra;

import dev.cnnc.compiler.graph.Affine;
import dev.cnnc.compiler.graph.Scalar;
import dev.cnnc.compiler.graph.Subscript;
import dev.cnnc.compiler.graph.Subscript.Position;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Replaces indices by positions, all at once. An index without a replacement stays as it is, and
 * what names no index that has one is given back itself.
 *
 * <p>A replacement that is not whole can make a subscript whole that was not before ({@code 2*i}
 * with {@code i = h/2}): whoever substitutes takes care that the replacements are whole and in
 * range, see {@link Inside}.
 */
public record Substitution(Map<String, Position> replacements) {
  public Substitution {
    replacements = Map.copyOf(replacements);
  }

  /** Gives indices other names. */
  public static Substitution renaming(Map<String, String> names) {
    Map<String, Position> replacements = new LinkedHashMap<>();
    names.forEach((from, to) -> replacements.put(from, Positions.index(to)));
    return new Substitution(replacements);
  }

  public Position apply(Affine affine) {
    Position sum = new Position(Affine.constant(affine.constant()));
    for (String name : affine.indices()) {
      Position index =
          replacements.containsKey(name) ? replacements.get(name) : Positions.index(name);
      sum = Positions.plus(sum, Positions.times(index, affine.coefficient(name)));
    }
    return sum;
  }

  public Position apply(Position position) {
    return isUntouched(position.numerator())
        ? Positions.reduce(position)
        : Positions.dividedBy(apply(position.numerator()), position.divisor());
  }

  private boolean isUntouched(Affine affine) {
    boolean untouched = true;
    for (String index : affine.indices()) {
      untouched &= !replacements.containsKey(index);
    }
    return untouched;
  }

  public Subscript apply(Subscript subscript) {
    if (subscript instanceof Position position) {
      return apply(position);
    } else if (subscript instanceof Subscript.Lookup lookup) {
      Scalar.Access position = apply(lookup.position());
      return position == lookup.position() ? lookup : new Subscript.Lookup(position);
    }
    throw new AssertionError(subscript);
  }

  public Scalar.Access apply(Scalar.Access access) {
    List<Subscript> replaced = new ArrayList<>(access.subscripts().size());
    boolean same = true;
    for (Subscript subscript : access.subscripts()) {
      Subscript replacement = apply(subscript);
      same &= replacement == subscript;
      replaced.add(replacement);
    }
    return same ? access : new Scalar.Access(access.tensor(), replaced);
  }

  public Scalar apply(Scalar scalar) {
    if (scalar instanceof Scalar.Access access) {
      return apply(access);
    } else if (scalar instanceof Scalar.IndexValue value) {
      Affine expression = value.expression();
      boolean same = !expression.isConstant() && isUntouched(expression);
      return same ? value : Positions.value(apply(expression));
    } else if (scalar instanceof Scalar.Apply apply) {
      return apply.map(this::apply);
    } else if (scalar instanceof Scalar.Constant || scalar instanceof Scalar.BatchSize) {
      return scalar;
    }
    throw new AssertionError(scalar);
  }
}
