package dev.cnnc.compiler.schedule;

import dev.cnnc.compiler.loop.Condition;
import dev.cnnc.compiler.loop.IntExpression;
import dev.cnnc.compiler.loop.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Arranges the loops of a nest as a schedule says. Around the tile:
 *
 * <pre>
 * block of examples, block of a parallel loop, … = task
 * for each reduction that is carried on in memory
 *   for each free loop, in steps of the tile; what a tile does not divide gets a smaller tile
 *     for each example of the block, in steps of the tile
 *       the tile
 * </pre>
 */
final class LowerNest {
  /**
   * What becomes of a nest.
   *
   * @param tasksPerExample tasks per block of {@code examplesPerTask} examples
   */
  record TaskLoops(
      int tasksPerExample, int fixedTasks, int examplesPerTask, List<Statement> body) {}

  private static final String FIRST = "first_example";
  private static final String END = "end_example";
  private static final String FIRST_OF_CHUNK = "first_of_chunk";

  private interface Body {
    List<Statement> lower(Scope scope, Tile tile);
  }

  private final Nest nest;
  private final Schedule schedule;
  private final int lanes;
  private final int partials;
  private final Names names;

  private final Optional<LowerSeparable> separable;

  /** The loops between the two steps of a separable sum, the last ones. */
  private final List<String> apart;

  private LowerNest(Nest nest, Schedule schedule, int lanes, int partials, Names names) {
    this.names = names;
    this.partials = partials;
    this.nest = nest;
    this.schedule = schedule;
    this.lanes = lanes;
    Optional<SeparableSum> sum = SeparableSum.of(nest, schedule.lane());
    this.separable = sum.map(s -> new LowerSeparable(s, schedule, names, partials));
    this.apart = sum.map(s -> s.apart(schedule.reductions())).orElse(List.of());
  }

  /**
   * @param schedule one that fits
   * @param partials the number of an array with room for a tile of vectors for each task, if
   *     vectors run along a reduced index
   * @param names of the kernel's variables
   */
  static TaskLoops lower(Nest nest, Schedule schedule, int lanes, int partials, Names names) {
    return new LowerNest(nest, schedule, lanes, partials, names).lower();
  }

  /** How many tasks there are, for each block of examples if there is one result per example. */
  static int tasks(Nest nest, Schedule schedule, int lanes) {
    return new LowerNest(nest, schedule, lanes, Storage.NOWHERE, new Names()).tasks();
  }

  private int tasks() {
    int tasks = 1;
    for (String index : schedule.loops().subList(0, schedule.parallel())) {
      tasks = Math.multiplyExact(tasks, cuts(index));
    }
    return tasks;
  }

  /**
   * The loops that are cut into tasks, by how tasks are numbered: a loop in chunks comes first, so
   * that what a chunk reads stays in the second cache while the others go by.
   */
  private List<String> tasksByLoop() {
    List<String> order = new ArrayList<>(schedule.loops().subList(0, schedule.parallel()));
    if (schedule.chunk() > 1) {
      order.add(0, order.remove(order.size() - 1));
    }
    return order;
  }

  private TaskLoops lower() {
    int tasks = tasks();
    List<Statement> body = new ArrayList<>();
    IntExpression task = IntExpression.Variable.TASK;
    if (nest.batched()) {
      IntExpression block = Ints.quotient(task, tasks);
      task = Ints.remainder(task, tasks);
      defineExamples(block, body);
    }
    int inner = tasks;
    for (String index : tasksByLoop()) {
      int cuts = cuts(index);
      if (cuts > 1) {
        inner /= cuts;
        IntExpression number = Ints.quotient(task, inner);
        // What is before the outermost loop is zero.
        number = inner * cuts == tasks ? number : Ints.remainder(number, cuts);
        boolean chunked = chunk(index) > 1;
        body.add(
            new Statement.DefineInt(
                chunked ? FIRST_OF_CHUNK : index, Ints.times(number, chunk(index) * step(index))));
      }
    }
    Tile tile = new Tile(schedule.tile(), schedule.lane(), schedule.vectors(), lanes);
    if (schedule.inMemory() > 0) {
      body.addAll(free(0, Scope.EMPTY, tile, (scope, t) -> tile(t).lowerStart(scope)));
      body.addAll(inMemory(0, tile));
    } else {
      body.addAll(free(0, Scope.EMPTY, tile, this::tile));
    }
    return new TaskLoops(
        nest.batched() ? tasks : 0,
        nest.batched() ? 0 : tasks,
        schedule.examplesPerTask() * nest.interleaved(),
        body);
  }

  private List<Statement> tile(Scope scope, Tile tile) {
    if (separable.isEmpty()) {
      return tile(tile).lower(scope);
    }
    List<Statement> statements = new ArrayList<>(separable.get().inner(scope, tile));
    List<Statement> outer = tile(tile).lowerOuter(scope, separable.get());
    for (String index : apart) {
      outer = List.of(LowerTile.over(index, nest.extent(index), outer));
    }
    statements.addAll(outer);
    return statements;
  }

  private LowerTile tile(Tile tile) {
    return new LowerTile(nest, schedule, tile, names, partials);
  }

  private void defineExamples(IntExpression block, List<Statement> body) {
    if (schedule.examplesPerTask() == 1 && schedule.tileSize(Schedule.EXAMPLE) == 1) {
      body.add(new Statement.DefineInt(Schedule.EXAMPLE, block));
      return;
    }
    IntExpression first = Ints.times(block, schedule.examplesPerTask());
    body.add(new Statement.DefineInt(FIRST, first));
    IntExpression end = Ints.plus(Ints.variable(FIRST), schedule.examplesPerTask());
    IntExpression all = Ints.examples(nest.interleaved());
    body.add(new Statement.DefineInt(END, new IntExpression.Minimum(end, all)));
  }

  private List<Statement> inMemory(int level, Tile tile) {
    if (level == schedule.inMemory()) {
      return free(0, Scope.EMPTY, tile, (scope, t) -> tile(t).lower(scope));
    }
    String index = schedule.reductions().get(level);
    List<Statement> body = inMemory(level + 1, tile);
    IntExpression to =
        index.equals(Schedule.EXAMPLE)
            ? Ints.examples(nest.interleaved())
            : Ints.constant(nest.extent(index));
    return List.of(new Statement.For(index, Ints.constant(0), to, 1, body));
  }

  /** How far apart the values of an index are at which tiles start. */
  private int step(String index) {
    if (index.equals(schedule.lane())) {
      return lanes * schedule.vectors();
    }
    return schedule.tileSize(index);
  }

  /** How many positions there are along an index; whole vectors along the lane index. */
  private int extent(String index) {
    int extent = nest.extent(index);
    return index.equals(schedule.lane()) ? Layouts.roundUp(extent, lanes) : extent;
  }

  private int steps(String index) {
    return (extent(index) - 1) / step(index) + 1;
  }

  /** How many turns of a loop a task does, if the loop is one of those that are cut into tasks. */
  private int chunk(String index) {
    int level = schedule.loops().indexOf(index);
    return level == schedule.parallel() - 1 ? schedule.chunk() : 1;
  }

  /** How many parts a loop is cut into. */
  private int cuts(String index) {
    return (steps(index) - 1) / chunk(index) + 1;
  }

  /** The free loops from one level on; the first of them are tasks. */
  private List<Statement> free(int level, Scope scope, Tile tile, Body body) {
    if (level == schedule.loops().size() - apart.size()) {
      return nest.batched() ? examples(scope, tile, body) : body.lower(scope, tile);
    }
    String index = schedule.loops().get(level);
    int step = step(index);
    int whole = extent(index) / step;
    int rest = extent(index) - whole * step;
    List<Statement> statements = new ArrayList<>();
    boolean task = level < schedule.parallel();
    if (task && cuts(index) > 1 && chunk(index) > 1) {
      IntExpression from = Ints.variable(FIRST_OF_CHUNK);
      IntExpression to = Ints.plus(from, chunk(index) * step);
      return List.of(new Statement.For(index, from, to, step, free(level + 1, scope, tile, body)));
    }
    if (task && cuts(index) > 1) {
      List<Statement> full = free(level + 1, scope, tile, body);
      if (rest == 0) {
        return full;
      }
      return List.of(
          new Statement.If(
              new Condition.InRange(Ints.variable(index), whole * step),
              full,
              free(level + 1, scope.with(index, whole * step), rest(index, rest, tile), body)));
    }
    if (whole == 1) {
      statements.addAll(free(level + 1, scope.with(index, 0), tile, body));
    } else if (whole > 1) {
      statements.add(
          new Statement.For(
              index,
              Ints.constant(0),
              Ints.constant(whole * step),
              step,
              free(level + 1, scope, tile, body)));
    }
    if (rest > 0) {
      statements.addAll(
          free(level + 1, scope.with(index, whole * step), rest(index, rest, tile), body));
    }
    return statements;
  }

  private Tile rest(String index, int rest, Tile tile) {
    return index.equals(tile.lane()) ? tile.withVectors(rest / lanes) : tile.with(index, rest);
  }

  private List<Statement> examples(Scope scope, Tile tile, Body body) {
    int size = tile.size(Schedule.EXAMPLE);
    if (schedule.examplesPerTask() == 1 && size == 1) {
      return body.lower(scope, tile);
    }
    IntExpression first = Ints.variable(FIRST);
    IntExpression end = Ints.variable(END);
    if (size == 1) {
      return List.of(new Statement.For(Schedule.EXAMPLE, first, end, 1, body.lower(scope, tile)));
    }
    Tile one = tile.with(Schedule.EXAMPLE, 1);
    IntExpression count = new IntExpression.Sum(List.of(end, new IntExpression.Product(first, -1)));
    IntExpression whole = Ints.times(Ints.quotient(count, size), size);
    IntExpression middle = new IntExpression.Sum(List.of(first, whole));
    return List.of(
        new Statement.For(Schedule.EXAMPLE, first, middle, size, body.lower(scope, tile)),
        new Statement.For(Schedule.EXAMPLE, middle, end, 1, body.lower(scope, one)));
  }
}
