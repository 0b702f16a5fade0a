package dev.cnnc.compiler.autodiff;

import static dev.cnnc.compiler.graph.Scalar.apply;

import dev.cnnc.compiler.graph.Affine;
import dev.cnnc.compiler.graph.Index;
import dev.cnnc.compiler.graph.Scalar;
import dev.cnnc.compiler.graph.ScalarFunction;
import dev.cnnc.compiler.graph.Subscript;
import dev.cnnc.compiler.graph.Subscript.Position;
import dev.cnnc.compiler.graph.algebra.Positions;
import dev.cnnc.compiler.graph.algebra.Substitution;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToLongFunction;

/**
 * The equations {@code a(o, r) = h} of one access, one for each axis, solved for indices.
 *
 * <p>An affine axis {@code (s·o + d·u - p)/q = h} is solved for one of its indices, say {@code o =
 * (q·h + p - d·u)/s}, which is then gone from the iteration space. Where an axis has no index left
 * (a constant, or the second axis of {@code x[i, i]}), and where its position is read from data,
 * the equation stays as a test.
 *
 * @param axes the result's indices {@code h}, one for each axis of the accessed tensor
 * @param substitution what the eliminated indices are, in terms of {@code h} and the indices left;
 *     also gives {@code h} their final names
 * @param eliminated the indices solved for
 * @param tests the equations that could not be solved, after the substitution
 */
record SubscriptSystem(
    List<Index> axes, Substitution substitution, List<Index> eliminated, List<Scalar> tests) {

  /**
   * @param indices all indices of the comprehension
   * @param gain how much is won by eliminating an index
   */
  static SubscriptSystem solve(
      Scalar.Access access, List<Index> indices, ToLongFunction<Index> gain) {
    return new Solver(access, indices, gain).solve();
  }

  private static final class Solver {
    private final Scalar.Access access;
    private final List<Index> indices;
    private final ToLongFunction<Index> gain;
    private final Map<String, Position> solved = new TreeMap<>();
    private final List<Integer> unsolved = new ArrayList<>();

    Solver(Scalar.Access access, List<Index> indices, ToLongFunction<Index> gain) {
      this.access = access;
      this.indices = indices;
      this.gain = gain;
    }

    SubscriptSystem solve() {
      int rank = access.subscripts().size();
      // Axes with an index of their own leave the others fewer choices, and better ones.
      for (int pass = 0; pass < 2; pass++) {
        for (int axis = 0; axis < rank; axis++) {
          if ((pass == 0) == isIndex(axis)) {
            eliminate(axis);
          }
        }
      }
      List<Index> eliminated = indices.stream().filter(i -> solved.containsKey(i.name())).toList();
      List<Index> axes = nameAxes();
      Map<String, String> names = new HashMap<>();
      for (int axis = 0; axis < rank; axis++) {
        names.put(placeholder(axis), axes.get(axis).name());
      }
      Substitution renaming = Substitution.renaming(names);
      Map<String, Position> renamed = new HashMap<>();
      solved.forEach((name, position) -> renamed.put(name, renaming.apply(position)));
      Substitution substitution = new Substitution(renamed);
      List<Scalar> tests = new ArrayList<>();
      for (int axis : unsolved) {
        tests.add(test(access.subscripts().get(axis), axes.get(axis), substitution));
      }
      return new SubscriptSystem(axes, substitution, eliminated, tests);
    }

    private boolean isIndex(int axis) {
      return access.subscripts().get(axis) instanceof Position position
          && position.divisor() == 1
          && position.numerator().isIndex();
    }

    /** Solves one axis for the index of the most gain, and puts it into what was solved before. */
    private void eliminate(int axis) {
      if (!(access.subscripts().get(axis) instanceof Position subscript)) {
        unsolved.add(axis);
        return;
      }
      Position position = new Substitution(solved).apply(subscript);
      Affine equation =
          position.numerator().minus(Affine.index(placeholder(axis)).times(position.divisor()));
      Index best = null;
      for (Index index : indices) {
        boolean candidate = equation.coefficient(index.name()) != 0;
        if (candidate && (best == null || gain.applyAsLong(index) > gain.applyAsLong(best))) {
          best = index;
        }
      }
      if (best == null) {
        unsolved.add(axis);
        return;
      }
      int coefficient = equation.coefficient(best.name());
      Affine rest = equation.minus(Affine.index(best.name()).times(coefficient));
      Affine numerator = coefficient > 0 ? rest.times(-1) : rest;
      Position solution = Positions.reduce(new Position(numerator, Math.abs(coefficient)));
      Substitution step = new Substitution(Map.of(best.name(), solution));
      solved.replaceAll((name, earlier) -> step.apply(earlier));
      solved.put(best.name(), solution);
    }

    private static Scalar test(Subscript subscript, Index axis, Substitution substitution) {
      Subscript there = substitution.apply(subscript);
      if (there instanceof Position position) {
        Affine left = Affine.index(axis.name()).times(position.divisor());
        return apply(
            ScalarFunction.EQUAL, Positions.value(left), Positions.value(position.numerator()));
      } else if (there instanceof Subscript.Lookup lookup) {
        Scalar left = Positions.value(Affine.index(axis.name()));
        return apply(ScalarFunction.EQUAL, left, lookup.position());
      }
      throw new AssertionError(there);
    }

    /** Stands for {@code h} until the names that are free are known. */
    private static String placeholder(int axis) {
      return "#" + axis;
    }

    /** An axis keeps the name of the index that stands on it alone; others get a usual name. */
    private List<Index> nameAxes() {
      Set<String> taken = new HashSet<>();
      for (Index index : indices) {
        if (!solved.containsKey(index.name())) {
          taken.add(index.name());
        }
      }
      String[] names = new String[access.subscripts().size()];
      for (int axis = 0; axis < names.length; axis++) {
        if (isIndex(axis)) {
          String own = ((Position) access.subscripts().get(axis)).numerator().indices().get(0);
          names[axis] = taken.add(own) ? own : null;
        }
      }
      List<Index> axes = new ArrayList<>();
      for (int axis = 0; axis < names.length; axis++) {
        if (names[axis] == null) {
          names[axis] = AxisNames.fresh(AxisNames.usual(axis, names.length), taken);
        }
        axes.add(new Index(names[axis], access.tensor().shape().extent(axis)));
      }
      return axes;
    }
  }
}
