package dev.cnnc.compiler.schedule;

import dev.cnnc.compiler.graph.Affine;
import dev.cnnc.compiler.graph.Scalar;
import dev.cnnc.compiler.graph.ScalarFunction;
import dev.cnnc.compiler.loop.FloatExpression;
import dev.cnnc.compiler.loop.IntExpression;
import dev.cnnc.compiler.loop.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Writes a {@link SeparableSum} out: at once where that is little code, otherwise in two steps,
 * each a short piece of code with a loop around it:
 *
 * <pre>
 * for i
 *   inner[i, b] = sum[j] B[b, j] * x[i, j]      for all b
 * for b
 *   out[a, b] = sum[i] A[a, i] * inner[i, b]    for all a of the tile
 * </pre>
 *
 * <p>Each task has an array of its own for the inner sums, which stays in the first cache.
 */
final class LowerSeparable {
  private interface Terms {
    FloatExpression at(Map<String, Integer> values);
  }

  private final SeparableSum sum;
  private final Schedule schedule;
  private final Names names;
  private final int partials;
  private final List<String> reductions;
  private final int last;
  private final boolean whole;

  /** The matrix that is multiplied at a level, if there is one. */
  private final Map<Integer, Scalar.Access> matrices = new HashMap<>();

  /** The indices that the sum over the indices from a level on depends on, at each level. */
  private final List<Set<String>> relevant = new ArrayList<>();

  /**
   * @param schedule one that fits
   * @param partials the number of the array for inner sums
   */
  LowerSeparable(SeparableSum sum, Schedule schedule, Names names, int partials) {
    this.sum = sum;
    this.schedule = schedule;
    this.names = names;
    this.partials = partials;
    this.reductions = schedule.reductions();
    this.last = reductions.size() - 1;
    this.whole = sum.isWhole(reductions);
    sum.known().forEach(matrix -> matrices.put(sum.level(matrix, reductions), matrix));
    for (int level = 0; level <= reductions.size(); level++) {
      Set<String> used = new HashSet<>(sum.indicesOf(sum.rest()));
      int from = level;
      matrices.forEach(
          (own, matrix) -> used.addAll(own >= from ? sum.indicesOf(matrix) : Set.of()));
      relevant.add(used);
    }
  }

  /** How many inner sums a task keeps at once. */
  static int inner(SeparableSum sum, Schedule schedule) {
    return kept(sum, schedule).stream().mapToInt(sum.nest()::extent).reduce(1, Math::multiplyExact);
  }

  private static List<String> kept(SeparableSum sum, Schedule schedule) {
    List<String> reductions = schedule.reductions();
    List<String> kept = new ArrayList<>(reductions.subList(0, reductions.size() - 1));
    kept.addAll(sum.apart(reductions));
    return kept;
  }

  private boolean isVector() {
    return !schedule.lane().isEmpty();
  }

  /** Where inner sums are stored. */
  private Place place(int lanes) {
    Affine position = Affine.constant(0);
    int stride = isVector() ? lanes : 1;
    for (String index : kept(sum, schedule)) {
      position = position.plus(Affine.index(index).times(stride));
      stride *= sum.nest().extent(index);
    }
    Affine task = Affine.index(IntExpression.Variable.TASK.name()).times(stride);
    return new Place(partials, false, position.plus(task), List.of());
  }

  /** Computes and stores the inner sums of a tile, if there are two steps. */
  List<Statement> inner(Scope scope, Tile tile) {
    if (whole) {
      return List.of();
    }
    List<String> apart = sum.apart(reductions);
    Block block = new Block(names, new Positions(names, ""));
    Scope start = scope.with(reductions.get(last), 0);
    List<Schedule.Side> sides = new ArrayList<>();
    for (String index : apart) {
      start = start.with(index, 0);
      sides.add(new Schedule.Side(index, sum.nest().extent(index)));
    }
    Scope terms = start;
    Sums sums = terms(terms, tile, block);
    Place place = place(tile.lanes());
    for (Map<String, Integer> element : new Tile(sides, "", 1, 1).elements()) {
      LowerTerm to = new LowerTerm(sum.nest(), terms, element, tile.lane(), block, Map.of());
      FloatExpression value = sums.from(last, element);
      block.statements.add(new Statement.Store(place.buffer(), to.position(place), value));
    }
    List<Statement> body = block.withPositions();
    for (int level = last - 1; level >= 0; level--) {
      String index = reductions.get(level);
      body = List.of(LowerTile.over(index, sum.nest().extent(index), body));
    }
    return body;
  }

  /** The elements of a tile, from terms or from the inner sums of the first step. */
  Function<Map<String, Integer>, FloatExpression> outer(Scope scope, Tile tile, Block block) {
    Scope start = scope;
    for (String index : whole ? reductions : reductions.subList(0, last)) {
      start = start.with(index, 0);
    }
    Sums sums = whole ? terms(start, tile, block) : inner(start, tile, block);
    return element -> sums.from(0, element);
  }

  private Sums terms(Scope scope, Tile tile, Block block) {
    return new Sums(
        reductions.size(),
        block,
        at -> {
          LowerTerm term = new LowerTerm(sum.nest(), scope, at, tile.lane(), block, Map.of());
          return block.define("x", term.value(sum.rest()));
        });
  }

  private Sums inner(Scope scope, Tile tile, Block block) {
    Place place = place(tile.lanes());
    return new Sums(
        last,
        block,
        at -> {
          LowerTerm from = new LowerTerm(sum.nest(), scope, at, tile.lane(), block, Map.of());
          return block.define(
              "x", new FloatExpression.Load(place.buffer(), from.position(place), isVector()));
        });
  }

  /** The number that is multiplied at a level. */
  private double factor(int level, Map<String, Integer> values) {
    Scalar.Access matrix = matrices.get(level);
    return matrix == null ? 1 : sum.number(matrix, index -> values.getOrDefault(index, 0));
  }

  /** Sums over the indices before a level, each computed once. */
  private final class Sums {
    private final int end;
    private final Block block;
    private final Terms terms;
    private final Map<Map<String, Integer>, FloatExpression> known = new HashMap<>();

    Sums(int end, Block block, Terms terms) {
      this.end = end;
      this.block = block;
      this.terms = terms;
    }

    /** The sum over the indices from a level on, where the others have certain values. */
    FloatExpression from(int level, Map<String, Integer> values) {
      Map<String, Integer> key = new HashMap<>(values);
      key.keySet().retainAll(relevant.get(level));
      key.put("", level);
      FloatExpression sum = known.get(key);
      if (sum == null) {
        sum = level == end ? terms.at(values) : add(level, values);
        known.put(key, sum);
      }
      return sum;
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
        return number(0);
      }
      FloatExpression first = times(factor(level, places.get(0)), from(level + 1, places.get(0)));
      if (places.size() == 1) {
        return block.define("sum", first);
      }
      FloatExpression.Variable total = block.introduce("sum", first);
      for (Map<String, Integer> at : places.subList(1, places.size())) {
        FloatExpression term = from(level + 1, at);
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
      return LowerTerm.apply(ScalarFunction.MULTIPLY, number(factor), value);
    }

    private FloatExpression plus(FloatExpression sum, double factor, FloatExpression value) {
      if (factor == 1) {
        return LowerTerm.apply(ScalarFunction.ADD, sum, value);
      } else if (factor == -1) {
        return LowerTerm.apply(ScalarFunction.SUBTRACT, sum, value);
      }
      return new FloatExpression.MultiplyAdd(number(factor), value, sum);
    }

    /** Defined once: each operation makes a method longer that HotSpot has to compile whole. */
    private FloatExpression number(double number) {
      FloatExpression constant = new FloatExpression.Constant((float) number);
      return isVector() ? block.define("b", new FloatExpression.Broadcast(constant)) : constant;
    }
  }
}
