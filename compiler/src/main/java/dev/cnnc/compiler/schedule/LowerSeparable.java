package dev.cnnc.compiler.schedule;

import dev.cnnc.compiler.graph.Scalar;
import dev.cnnc.compiler.graph.ScalarFunction;
import dev.cnnc.compiler.loop.FloatExpression;
import dev.cnnc.compiler.loop.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Writes a {@link SeparableSum} out, element by element; inner sums are computed once. */
final class LowerSeparable {
  /** What lowers a term where indices have certain values. */
  interface Terms {
    LowerTerm at(Map<String, Integer> values, Block block);
  }

  /** Stands for the value of an index that has no certain one. */
  private static final int ANY = -1;

  private final SeparableSum sum;
  private final List<String> reductions;
  private final Map<String, Integer> here;
  private final boolean vector;
  private final Block block;
  private final Terms terms;
  private final Map<List<Integer>, FloatExpression> sums = new HashMap<>();

  /** The matrices that are multiplied at each level, from -1 on. */
  private final List<List<Scalar.Access>> matrices = new ArrayList<>();

  /** The indices that the sum over the indices from a level on depends on. */
  private final List<List<String>> relevant = new ArrayList<>();

  /**
   * @param reductions the reduced indices, outermost first
   * @param here the values that other indices have all over the tile
   * @param vector whether elements are vectors
   */
  LowerSeparable(
      SeparableSum sum,
      List<String> reductions,
      Map<String, Integer> here,
      boolean vector,
      Block block,
      Terms terms) {
    this.sum = sum;
    this.reductions = reductions;
    this.here = here;
    this.vector = vector;
    this.block = block;
    this.terms = terms;
    for (int level = -1; level < reductions.size(); level++) {
      int own = level;
      matrices.add(sum.known().stream().filter(m -> sum.level(m, reductions) == own).toList());
    }
    for (int level = 0; level < reductions.size(); level++) {
      Set<String> used = new TreeSet<>(sum.indicesOf(sum.rest()));
      for (List<Scalar.Access> inner : matrices.subList(level + 1, matrices.size())) {
        inner.forEach(matrix -> used.addAll(sum.indicesOf(matrix)));
      }
      relevant.add(List.copyOf(used));
    }
  }

  /** An element of the result. */
  FloatExpression element(Map<String, Integer> element) {
    double factor = factor(-1, element);
    FloatExpression value = sum(0, element);
    return factor == 1 ? value : times(factor, value);
  }

  /** The product of the matrices' numbers that are multiplied at a level. */
  private double factor(int level, Map<String, Integer> values) {
    double factor = 1;
    for (Scalar.Access matrix : matrices.get(level + 1)) {
      factor *=
          sum.number(matrix, index -> values.getOrDefault(index, here.getOrDefault(index, 0)));
    }
    return factor;
  }

  /** The sum over the indices from a level on, where the others have certain values. */
  private FloatExpression sum(int level, Map<String, Integer> values) {
    if (level == reductions.size()) {
      // What is loaded is not kept: to load it again is cheaper than a spilled register.
      Block own = block.inner();
      FloatExpression term = terms.at(values, own).value(sum.rest());
      block.statements.addAll(own.statements);
      return term;
    }
    List<Integer> key = new ArrayList<>(List.of(level));
    relevant.get(level).forEach(index -> key.add(values.getOrDefault(index, ANY)));
    FloatExpression known = sums.get(key);
    if (known == null) {
      known = add(level, values);
      sums.put(key, known);
    }
    return known;
  }

  private FloatExpression add(int level, Map<String, Integer> values) {
    List<Map<String, Integer>> places = new ArrayList<>();
    for (int value = 0; value < sum.nest().extent(reductions.get(level)); value++) {
      Map<String, Integer> at = new HashMap<>(values);
      at.put(reductions.get(level), value);
      double factor = factor(level, at);
      if (factor == 1 && (places.isEmpty() || factor(level, places.get(0)) != 1)) {
        places.add(0, at);
      } else if (factor != 0) {
        places.add(at);
      }
    }
    if (places.isEmpty()) {
      return broadcast(0);
    }
    FloatExpression first = times(factor(level, places.get(0)), sum(level + 1, places.get(0)));
    if (places.size() == 1) {
      return block.define("sum", first);
    }
    FloatExpression.Variable total = block.introduce("sum", first);
    for (Map<String, Integer> at : places.subList(1, places.size())) {
      FloatExpression term = sum(level + 1, at);
      FloatExpression more = plus(total, factor(level, at), term);
      block.statements.add(new Statement.AssignFloat(total.name(), more));
    }
    return total;
  }

  private FloatExpression times(double factor, FloatExpression value) {
    if (factor == 1) {
      return value;
    } else if (factor == -1) {
      return LowerTerm.apply(ScalarFunction.NEGATE, value);
    }
    return LowerTerm.apply(ScalarFunction.MULTIPLY, broadcast(factor), value);
  }

  private FloatExpression plus(FloatExpression sum, double factor, FloatExpression value) {
    if (factor == 1) {
      return LowerTerm.apply(ScalarFunction.ADD, sum, value);
    } else if (factor == -1) {
      return LowerTerm.apply(ScalarFunction.SUBTRACT, sum, value);
    }
    return new FloatExpression.MultiplyAdd(broadcast(factor), value, sum);
  }

  private FloatExpression broadcast(double number) {
    FloatExpression constant = new FloatExpression.Constant((float) number);
    return vector ? new FloatExpression.Broadcast(constant) : constant;
  }
}
