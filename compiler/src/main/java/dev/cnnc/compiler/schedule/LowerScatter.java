package dev.cnnc.compiler.schedule;

import dev.cnnc.compiler.graph.Affine;
import dev.cnnc.compiler.graph.Index;
import dev.cnnc.compiler.graph.Operation.Scatter;
import dev.cnnc.compiler.graph.ScalarFunction;
import dev.cnnc.compiler.graph.ScatterTerm;
import dev.cnnc.compiler.graph.Value;
import dev.cnnc.compiler.loop.FloatExpression;
import dev.cnnc.compiler.loop.IntExpression;
import dev.cnnc.compiler.loop.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Adds terms to where they go. Each task owns some columns of the result, positions along its
 * innermost axis, and walks over all terms in their order; so nothing is added twice at once, and
 * sums are the same for any number of threads.
 *
 * <pre>
 * for columns of the task: out[…] = 0
 * for example, for t
 *   int row_0 = token[…]
 *   if 0 &lt;= row_0 &lt; H
 *     for columns of the task: out[row_0·stride + d] = out[row_0·stride + d] + y[…]
 * </pre>
 */
final class LowerScatter {
  /** A task should have about this many terms to add at least. */
  private static final long TASK_TERMS = 1 << 13;

  private static final int MOST_TASKS = 8;
  private static final String FIRST = "first_column";

  private final Scatter scatter;
  private final Storage result;
  private final List<ScatterLoops> loops;
  private final Function<Value, Storage> storages;
  private final int lanes;

  /** The axis whose positions are shared out, or -1. */
  private final int columns;

  private final boolean vector;
  private final int chunk;
  private final int tasks;

  /**
   * @param lanes how many numbers a vector has
   */
  LowerScatter(Scatter scatter, Storage result, Function<Value, Storage> storages, int lanes) {
    this.scatter = scatter;
    this.result = result;
    this.storages = storages;
    this.loops = ScatterLoops.of(scatter, storages);
    this.lanes = lanes;
    int inner = result.innermost();
    boolean plain = inner >= 0 && scatter.terms().stream().noneMatch(term -> term.looksUp(inner));
    this.columns = plain ? inner : -1;
    this.vector =
        plain && result.storesVectors(lanes) && loops.stream().allMatch(this::readsVectors);
    int blocks = plain ? (result.value().shape().extent(inner) - 1) / step() + 1 : 1;
    long most = Math.min(MOST_TASKS, terms() / TASK_TERMS);
    this.chunk = result.value().batched() ? blocks : (blocks - 1) / (int) Math.max(1, most) + 1;
    this.tasks = (blocks - 1) / chunk + 1;
  }

  /** How many numbers a store of this kernel has. */
  int lanes() {
    return vector ? lanes : 1;
  }

  /** The kernel for a result that is cleared here, or was before. */
  LowerNest.TaskLoops lower(boolean cleared) {
    List<Statement> body = new ArrayList<>();
    if (result.value().batched()) {
      body.add(new Statement.DefineInt(Schedule.EXAMPLE, IntExpression.Variable.TASK));
    } else if (tasks > 1) {
      body.add(
          new Statement.DefineInt(FIRST, Ints.times(IntExpression.Variable.TASK, chunk * step())));
    }
    if (!cleared) {
      body.addAll(clear());
    }
    loops.forEach(term -> body.addAll(add(term)));
    return result.value().batched()
        ? new LowerNest.TaskLoops(1, 0, 1, body)
        : new LowerNest.TaskLoops(0, tasks, 1, body);
  }

  private int step() {
    return vector ? lanes : 1;
  }

  /** About how many numbers are added in a batch. */
  private long terms() {
    long sum = 0;
    for (ScatterTerm term : scatter.terms()) {
      long terms = term.overBatch() ? Profile.BATCH : 1;
      for (Index index : term.indices()) {
        terms *= index.extent();
      }
      sum += terms;
    }
    return sum;
  }

  private boolean readsVectors(ScatterLoops loops) {
    Affine position = loops.linear(loops.term().value());
    return position.coefficient(SplitResidues.variable(column(loops.term()))) == 1;
  }

  /** The index of a term that stands on the axis whose positions are shared out. */
  private Index column(ScatterTerm term) {
    return term.alone(result.innermost()).orElseThrow();
  }

  private List<Statement> clear() {
    List<String> names = new ArrayList<>();
    Affine position = ScatterLoops.start(result);
    for (int axis = 0; axis < result.value().shape().rank(); axis++) {
      names.add("i" + axis);
      position = position.plus(Affine.index("i" + axis).times(result.layout().strides().get(axis)));
    }
    FloatExpression zero = new FloatExpression.Constant(0);
    List<Statement> body =
        List.of(
            new Statement.Store(
                result.buffer(),
                Ints.of(position),
                vector ? new FloatExpression.Broadcast(zero) : zero));
    if (columns >= 0) {
      body = overColumns(names.get(columns), body);
    }
    for (int axis = names.size() - 1; axis >= 0; axis--) {
      if (axis != columns) {
        body = List.of(LowerTile.over(names.get(axis), result.value().shape().extent(axis), body));
      }
    }
    return body;
  }

  /** The columns of the task. */
  private List<Statement> overColumns(String index, List<Statement> body) {
    int extent = result.value().shape().extent(columns);
    int whole = vector ? Layouts.roundUp(extent, lanes) : extent;
    IntExpression from = tasks > 1 ? Ints.variable(FIRST) : Ints.constant(0);
    IntExpression to = Ints.constant(whole);
    if (tasks > 1) {
      to = new IntExpression.Minimum(Ints.plus(from, chunk * step()), to);
    }
    return List.of(new Statement.For(index, from, to, step(), body));
  }

  private List<Statement> add(ScatterLoops loops) {
    ScatterTerm term = loops.term();
    IntExpression at = loops.target(result);
    Storage operand = storages.apply(term.value().tensor());
    FloatExpression sum = new FloatExpression.Load(result.buffer(), at, vector);
    FloatExpression value =
        new FloatExpression.Load(operand.buffer(), loops.position(term.value()), vector);
    List<Statement> body =
        List.of(
            new Statement.Store(
                result.buffer(), at, LowerTerm.apply(ScalarFunction.ADD, sum, value)));
    String shared = columns < 0 ? "" : column(term).name();
    if (columns >= 0) {
      body = overColumns(SplitResidues.variable(column(term)), body);
    }
    for (Index index : loops.rest()) {
      body = index.name().equals(shared) ? body : List.of(ScatterLoops.over(index, body));
    }
    return loops.forEachPlace(result.value().shape(), body);
  }
}
