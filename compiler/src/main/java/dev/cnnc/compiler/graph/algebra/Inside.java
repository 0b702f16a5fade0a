package dev.cnnc.compiler.graph.algebra;

import static dev.cnnc.compiler.graph.Scalar.apply;
import static dev.cnnc.compiler.graph.Scalar.constant;

import dev.cnnc.compiler.graph.Comprehensions;
import dev.cnnc.compiler.graph.Scalar;
import dev.cnnc.compiler.graph.ScalarFunction;
import dev.cnnc.compiler.graph.Subscript;
import dev.cnnc.compiler.graph.Subscript.Position;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The condition that a position is whole and in {@code [0, extent)}. A term of a comprehension
 * counts exactly where this holds for all the positions it reads.
 *
 * <p>A subscript that is read from data has no condition of its own: data outside of the tensor is
 * an error when the graph runs, not a term left out.
 */
public record Inside(Position position, int extent) {
  public Inside {
    position = Positions.reduce(position);
  }

  // Asked for often; what records have of their own is slow until HotSpot has compiled it.
  @Override
  public boolean equals(Object object) {
    return object instanceof Inside other
        && extent == other.extent
        && position.equals(other.position);
  }

  @Override
  public int hashCode() {
    return 31 * position.hashCode() + extent;
  }

  /** The conditions of all accesses in {@code body}. */
  public static Set<Inside> of(Scalar body) {
    Set<Inside> conditions = new LinkedHashSet<>();
    Comprehensions.forEachAccess(body, access -> conditions.addAll(of(access)));
    return conditions;
  }

  /** The conditions of one access, without those of the accesses in its subscripts. */
  private static List<Inside> of(Scalar.Access access) {
    List<Inside> conditions = new ArrayList<>();
    for (int axis = 0; axis < access.subscripts().size(); axis++) {
      Subscript subscript = access.subscripts().get(axis);
      if (subscript instanceof Position position) {
        conditions.add(new Inside(position, access.tensor().shape().extent(axis)));
      }
    }
    return conditions;
  }

  public Inside substitute(Substitution substitution) {
    return new Inside(substitution.apply(position), extent);
  }

  /** Whether this holds for all values of the indices. */
  public boolean always(Ranges ranges) {
    return position.divisor() == 1
        && ranges.least(position.numerator()) >= 0
        && ranges.greatest(position.numerator()) < extent;
  }

  /** Whether this holds for all values of the indices for which {@code known} hold. */
  public boolean follows(Collection<Inside> known, Ranges ranges) {
    return always(ranges)
        || known.stream().anyMatch(k -> k.position.equals(position) && k.extent <= extent);
  }

  /** Whether all reads in {@code body} are inside for all values of the indices. */
  public static boolean always(Scalar body, Ranges ranges) {
    return of(body).stream().allMatch(condition -> condition.always(ranges));
  }

  /**
   * Whether the same terms are left out with {@code a} as with {@code b}, as far as can be seen.
   */
  public static boolean same(Scalar a, Scalar b, Ranges ranges) {
    Set<Inside> inA = of(a);
    Set<Inside> inB = of(b);
    return inA.stream().allMatch(condition -> condition.follows(inB, ranges))
        && inB.stream().allMatch(condition -> condition.follows(inA, ranges));
  }

  /** This condition as a test on index values, without the parts that always hold. */
  public Optional<Scalar> test(Ranges ranges) {
    List<Scalar> tests = new ArrayList<>();
    Scalar numerator = Positions.value(position.numerator());
    int divisor = position.divisor();
    if (divisor > 1) {
      Scalar remainder = apply(ScalarFunction.REMAINDER, numerator, constant(divisor));
      tests.add(apply(ScalarFunction.EQUAL, remainder, constant(0)));
    }
    if (ranges.least(position.numerator()) < 0) {
      tests.add(apply(ScalarFunction.GREATER_EQUAL, numerator, constant(0)));
    }
    long bound = (long) extent * divisor;
    if (ranges.greatest(position.numerator()) >= bound) {
      tests.add(apply(ScalarFunction.LESS, numerator, constant(bound)));
    }
    return tests.stream().reduce((a, b) -> apply(ScalarFunction.AND, a, b));
  }
}
