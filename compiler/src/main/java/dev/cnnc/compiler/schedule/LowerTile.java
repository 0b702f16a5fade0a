package dev.cnnc.compiler.schedule;

import dev.cnnc.compiler.graph.Affine;
import dev.cnnc.compiler.graph.Reduction;
import dev.cnnc.compiler.graph.Scalar;
import dev.cnnc.compiler.graph.ScalarFunction;
import dev.cnnc.compiler.loop.Condition;
import dev.cnnc.compiler.loop.FloatExpression;
import dev.cnnc.compiler.loop.IntExpression;
import dev.cnnc.compiler.loop.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The micro-kernel: all elements of a tile in registers, the reduction's loops around them, the
 * stores at the end.
 *
 * <pre>
 * sum_p_v = 0                       for all elements p, v of the tile
 * for u … for v …
 *   repeat c                        the innermost loop has running positions
 *     sum_p_v = a_p · b_v + sum_p_v
 * out[…] = sum_p_v
 * </pre>
 */
final class LowerTile {
  private final Nest nest;
  private final Schedule schedule;
  private final Tile tile;
  private final Names names;
  private final int partials;
  private final List<String> loops;
  private final List<Map<String, Integer>> elements;

  /** The tile as it is stored: single numbers if vectors run along a reduced index. */
  private final Tile stored;

  private final List<Accumulator> accumulators = new ArrayList<>();

  /** The elements whose first term has been added. */
  private final Set<Integer> started = new HashSet<>();

  LowerTile(Nest nest, Schedule schedule, Tile tile, Names names, int partials) {
    this.partials = partials;
    this.nest = nest;
    this.schedule = schedule;
    this.tile = tile;
    this.names = names;
    this.loops = schedule.reductions().subList(schedule.inMemory(), schedule.reductions().size());
    this.elements = tile.elements();
    boolean combines = nest.combinesLanes(tile.lane(), tile.lanes());
    this.stored = combines ? tile.withoutLane() : tile;
  }

  /** Stores the reduction's identity, for sums that are carried on in memory. */
  List<Statement> lowerStart(Scope scope) {
    Block block = new Block(names, new Positions(names, ""));
    FloatExpression identity = Accumulator.identity(nest.reduction(), stored.isVector());
    for (Map<String, Integer> element : elements) {
      store(nest.targets().get(0), identity, storeTerm(element, scope, block, Map.of()), block);
    }
    return block.withPositions();
  }

  /** Stores what a separable sum makes of its inner sums. */
  List<Statement> lowerOuter(Scope scope, LowerSeparable separable) {
    Block block = new Block(names, new Positions(names, ""));
    Function<Map<String, Integer>, FloatExpression> outer = separable.outer(scope, tile, block);
    for (Map<String, Integer> element : elements) {
      Scalar.Access value = nest.value().orElseThrow();
      storeAll(Map.of(value, outer.apply(element)), element, scope, block);
    }
    return block.withPositions();
  }

  List<Statement> lower(Scope scope) {
    Block block = new Block(names, new Positions(names, ""));
    if (isPlain()) {
      for (Map<String, Integer> element : elements) {
        FloatExpression value =
            block.define("y", term(element, scope, block, Map.of()).value(nest.body()));
        storeAll(Map.of(nest.value().orElseThrow(), value), element, scope, block);
      }
      return block.withPositions();
    }
    for (Map<String, Integer> element : elements) {
      accumulators.add(Accumulator.of(nest, tile.isVector(), block, start(element, scope, block)));
    }
    if (!nest.empty()) {
      Scope terms = stored == tile ? scope : scope.with(tile.lane(), 0);
      reduce(0, terms, block, nest.guards());
    }
    boolean combine = stored != tile;
    if (combine || (!allWrittenOut() && nest.stores().size() > 1 && !nest.isSearch())) {
      finishFromMemory(scope, block);
    } else {
      for (int i = 0; i < elements.size(); i++) {
        storeAll(accumulators.get(i).results(), elements.get(i), scope, block);
      }
    }
    return block.withPositions();
  }

  /**
   * Where the tile's vectors are stored whose lanes add up to results: each task has room for one
   * tile, which stays in a cache.
   */
  private Place partials() {
    Affine position = Affine.constant(0);
    int stride = tile.lanes();
    List<Schedule.Side> sides = schedule.tile();
    for (int i = sides.size() - 1; i >= 0; i--) {
      position = position.plus(Affine.index(sides.get(i).index()).times(stride));
      stride *= sides.get(i).size();
    }
    Affine task = Affine.index(IntExpression.Variable.TASK.name()).times(stride);
    return new Place(partials, false, position.plus(task), List.of());
  }

  /**
   * Sums are stored to where a result will be, and read again for what is computed of them. This
   * costs next to nothing, as they are in the cache; C2 often puts vectors that leave a loop and
   * are computed with into boxes, those that are only stored it does not.
   */
  private void finishFromMemory(Scope scope, Block block) {
    Scalar.Access value = nest.value().orElseThrow();
    boolean combine = stored != tile;
    Place place = combine ? partials() : nest.targets().get(0);
    Scope start = scope;
    if (combine) {
      for (Schedule.Side side : tile.sides()) {
        start = start.with(side.index(), 0);
      }
    }
    for (int i = 0; i < elements.size(); i++) {
      LowerTerm term = storeTerm(elements.get(i), start, block, Map.of());
      store(place, accumulators.get(i).results().get(value), term, block);
    }
    finishSides(place, 0, start, scope, block);
  }

  /**
   * Loops over the sides of the tile from one on, so that the code stands there once.
   *
   * @param place where sums are
   * @param start where the tile begins there
   * @param scope where it begins in the result
   */
  private void finishSides(Place place, int level, Scope start, Scope scope, Block block) {
    if (level == tile.sides().size()) {
      for (Map<String, Integer> element : stored.withoutSides().elements()) {
        IntExpression position = storeTerm(element, start, block, Map.of()).position(place);
        FloatExpression sum = new FloatExpression.Load(place.buffer(), position, tile.isVector());
        FloatExpression whole = stored == tile ? sum : combined(sum);
        Scalar.Access value = nest.value().orElseThrow();
        storeAll(Map.of(value, block.introduce("sum", whole)), element, scope, block);
      }
      return;
    }
    Schedule.Side side = tile.sides().get(level);
    if (side.size() == 1) {
      finishSides(place, level + 1, start, scope, block);
      return;
    }
    String variable = names.next("p");
    Block body = new Block(names, new Positions(names, ""));
    finishSides(
        place,
        level + 1,
        moved(start, side.index(), variable),
        moved(scope, side.index(), variable),
        body);
    block.statements.add(over(variable, side.size(), body.withPositions()));
  }

  private static Scope moved(Scope scope, String index, String by) {
    return scope.with(index, scope.apply(Affine.index(index)).plus(Affine.index(by)));
  }

  private FloatExpression combined(FloatExpression vector) {
    ScalarFunction function =
        switch (nest.reduction()) {
          case SUM, COUNT, NONE -> ScalarFunction.ADD;
          case PROD -> ScalarFunction.MULTIPLY;
          case MAX, ARGMAX -> ScalarFunction.MAX;
          case MIN, ARGMIN -> ScalarFunction.MIN;
        };
    return new FloatExpression.CombineLanes(function, vector);
  }

  /** Whether each element has exactly one term. */
  private boolean isPlain() {
    boolean single = nest.reduction() == Reduction.NONE || nest.reduction() == Reduction.SUM;
    return single
        && stored == tile
        && loops.isEmpty()
        && schedule.inMemory() == 0
        && nest.guards().isEmpty()
        && !nest.empty();
  }

  private FloatExpression start(Map<String, Integer> element, Scope scope, Block block) {
    if (schedule.inMemory() == 0) {
      return Accumulator.identity(nest.reduction(), tile.isVector());
    }
    Place place = nest.targets().get(0);
    return new FloatExpression.Load(
        place.buffer(), term(element, scope, block, Map.of()).position(place), tile.isVector());
  }

  private void storeAll(
      Map<Scalar.Access, FloatExpression> results,
      Map<String, Integer> element,
      Scope scope,
      Block block) {
    Map<Scalar.Access, FloatExpression> known = new HashMap<>(results);
    LowerTerm term = storeTerm(element, scope, block, known);
    for (Nest.Store store : nest.stores()) {
      FloatExpression value = block.define("y", term.value(store.value()));
      known.put(store.self(), value);
      store.place().ifPresent(place -> store(place, value, term, block));
    }
  }

  private static void store(Place place, FloatExpression value, LowerTerm term, Block block) {
    block.statements.add(new Statement.Store(place.buffer(), term.position(place), value));
  }

  private LowerTerm term(
      Map<String, Integer> element,
      Scope scope,
      Block block,
      Map<Scalar.Access, FloatExpression> given) {
    return new LowerTerm(nest, scope, element, tile.lane(), block, given);
  }

  private LowerTerm storeTerm(
      Map<String, Integer> element,
      Scope scope,
      Block block,
      Map<Scalar.Access, FloatExpression> given) {
    return new LowerTerm(nest, scope, element, stored.lane(), block, given);
  }

  /** The reduction loops from one level on. */
  private void reduce(int level, Scope scope, Block block, List<Guard> untested) {
    Set<String> unknown = new HashSet<>(loops.subList(level, loops.size()));
    List<Guard> later = new ArrayList<>();
    List<Condition> now = new ArrayList<>();
    for (Guard guard : untested) {
      Affine value = scope.apply(guard.value());
      if (guard.value().indices().stream().anyMatch(tile::hasSide)
          || value.indices().stream().anyMatch(unknown::contains)) {
        later.add(guard);
      } else if (!value.isConstant()) {
        now.addAll(guard.conditions(value));
      } else if (!guard.holds(value.constant())) {
        return;
      }
    }
    Block inner = now.isEmpty() ? block : block.inner();
    loop(level, scope, inner, later);
    if (!now.isEmpty()) {
      block.statements.add(new Statement.If(Condition.all(now), inner.statements, List.of()));
    }
  }

  private void loop(int level, Scope scope, Block block, List<Guard> untested) {
    if (level == loops.size()) {
      addTerms(scope, block, untested);
      return;
    }
    String index = loops.get(level);
    boolean batch = index.equals(Schedule.EXAMPLE);
    int extent = batch ? 0 : nest.extent(index);
    if (!batch && (extent == 1 || level >= loops.size() - schedule.unroll())) {
      for (int value = 0; value < extent; value++) {
        reduce(level + 1, scope.with(index, value), block, untested);
      }
    } else if (isLastLoop(level) && !nest.guarded(index) && !nest.dependsBeyondPositions(index)) {
      Block body = new Block(names, new Positions(names, index));
      reduce(level + 1, scope, body, untested);
      List<Statement> statements = new ArrayList<>(body.statements);
      statements.addAll(body.positions.advances());
      block.statements.addAll(body.positions.definitions());
      block.statements.add(
          batch ? repeatExamples(statements) : new Statement.Repeat(extent, statements));
    } else if (batch) {
      overExamples(level, scope, block, untested);
    } else {
      Optional<Clip> clip = Clip.of(nest, index, tile, scope);
      String variable = clip.isPresent() ? names.next(index) : index;
      Scope inner = clip.isPresent() ? scope.with(index, Affine.index(variable)) : scope;
      Block body = new Block(names, new Positions(names, ""));
      reduce(level + 1, inner, body, untested);
      if (clip.isPresent()) {
        List<Statement> statements = new ArrayList<>(body.withPositions());
        statements.add(new Statement.AssignInt(variable, Ints.plus(Ints.variable(variable), 1)));
        block.statements.add(new Statement.DefineInt(variable, clip.get().from()));
        block.statements.add(new Statement.RepeatTimes(clip.get().turns(), statements));
      } else {
        block.statements.add(over(index, extent, body.withPositions()));
      }
    }
  }

  private boolean isLastLoop(int level) {
    for (int inner = level + 1; inner < loops.size(); inner++) {
      boolean writtenOut =
          inner >= loops.size() - schedule.unroll()
              || (!loops.get(inner).equals(Schedule.EXAMPLE) && nest.extent(loops.get(inner)) == 1);
      if (!writtenOut) {
        return false;
      }
    }
    return true;
  }

  static Statement over(String index, int extent, List<Statement> body) {
    return new Statement.For(index, Ints.constant(0), Ints.constant(extent), 1, body);
  }

  /** A loop that HotSpot can see to run at least once, so that sums stay in registers. */
  private void overExamples(int level, Scope scope, Block block, List<Guard> untested) {
    String example = names.next(Schedule.EXAMPLE);
    Block body = new Block(names, new Positions(names, ""));
    reduce(level + 1, scope.with(Schedule.EXAMPLE, Affine.index(example)), body, untested);
    List<Statement> statements = new ArrayList<>(body.withPositions());
    statements.add(new Statement.AssignInt(example, Ints.plus(Ints.variable(example), 1)));
    block.statements.add(new Statement.DefineInt(example, Ints.constant(0)));
    block.statements.add(repeatExamples(statements));
  }

  private Statement repeatExamples(List<Statement> body) {
    return nest.interleaved() == 1
        ? new Statement.RepeatExamples(body)
        : new Statement.RepeatTimes(Ints.examples(nest.interleaved()), body);
  }

  private void addTerms(Scope scope, Block block, List<Guard> untested) {
    for (int i = 0; i < elements.size(); i++) {
      Map<String, Integer> element = elements.get(i);
      List<Condition> conditions = new ArrayList<>();
      boolean leftOut = false;
      for (Guard guard : untested) {
        Affine value = LowerTerm.shifted(guard.value(), scope, element);
        if (value.isConstant()) {
          leftOut |= !guard.holds(value.constant());
        } else {
          conditions.addAll(guard.conditions(value));
        }
      }
      if (!leftOut) {
        Block inner = conditions.isEmpty() ? block : block.inner();
        boolean first = allWrittenOut() && nest.guards().isEmpty() && started.add(i);
        LowerTerm term = term(element, scope, inner, Map.of());
        accumulators.get(i).add(term, nest.number(), first, inner);
        if (!conditions.isEmpty()) {
          block.statements.add(
              new Statement.If(Condition.all(conditions), inner.statements, List.of()));
        }
      }
    }
  }

  /** Whether there is no loop around a term, so that terms stand in the code as they come. */
  private boolean allWrittenOut() {
    return loops.isEmpty() || isLastLoop(-1);
  }
}
