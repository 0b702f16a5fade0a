package dev.cnnc.compiler.schedule;

import dev.cnnc.compiler.graph.Operation.Scatter;
import dev.cnnc.compiler.graph.Shape;
import dev.cnnc.compiler.graph.Value;
import dev.cnnc.compiler.loop.Condition;
import dev.cnnc.compiler.loop.FloatExpression;
import dev.cnnc.compiler.loop.IntExpression;
import dev.cnnc.compiler.loop.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Clears the rows that a scatter wrote the last time, and lists those that it will write now, each
 * once, in the order in which the terms come to them ({@link dev.cnnc.runtime.program.RowList}).
 *
 * <pre>
 * for k = 0 until rows[0]
 *   int row = rows[1 + k]
 *   rows[1 + H + row] = 0
 *   out[row, …] = 0
 * rows[0] = 0
 * for example, for t
 *   int row_0 = token[…]
 *   if 0 &lt;= row_0 &lt; H and rows[1 + H + row_0] == 0
 *     rows[0] = rows[0] + 1; rows[rows[0]] = row_0; rows[1 + H + row_0] = 1
 * </pre>
 */
final class LowerRows {
  private static final String COUNT = "count_0";
  private static final IntExpression NUMBER = Ints.constant(0);

  private final Storage table;
  private final int list;
  private final int rows;
  private final int width;
  private final int lanes;

  /**
   * @param list the number of the buffer that holds the list
   */
  LowerRows(Storage table, int list, int lanes) {
    this.table = table;
    this.list = list;
    this.rows = table.value().shape().extent(0);
    this.width = table.layout().strides().get(0);
    this.lanes = width % lanes == 0 ? lanes : 1;
  }

  /** Whether all terms go to rows of a table of which a list can be kept. */
  static boolean suits(Scatter scatter, Storage result) {
    return !result.value().batched()
        && dev.cnnc.runtime.program.RowList.isTable(result.layout())
        && scatter.terms().stream().allMatch(term -> term.looksUp(0) && term.rows().size() == 1);
  }

  /** How many numbers a store of this kernel has. */
  int lanes() {
    return lanes;
  }

  LowerNest.TaskLoops lower(Scatter scatter, Function<Value, Storage> storages) {
    List<Statement> body = new ArrayList<>();
    body.add(over("k", load(NUMBER), 1, clearRow()));
    body.add(new Statement.StoreInt(list, NUMBER, Ints.constant(0)));
    Shape shape = table.value().shape();
    for (ScatterLoops loops : ScatterLoops.of(scatter, storages)) {
      body.addAll(loops.forEachPlace(shape, listRow(Ints.variable(loops.row(0)))));
    }
    return new LowerNest.TaskLoops(0, 1, 1, body);
  }

  private List<Statement> clearRow() {
    FloatExpression zero = new FloatExpression.Constant(0);
    IntExpression row = Ints.variable("row");
    IntExpression at =
        new IntExpression.Sum(List.of(Ints.times(row, width), Ints.variable("column")));
    Statement clear =
        new Statement.Store(
            table.buffer(), at, lanes > 1 ? new FloatExpression.Broadcast(zero) : zero);
    return List.of(
        new Statement.DefineInt("row", load(Ints.plus(Ints.variable("k"), 1))),
        new Statement.StoreInt(list, mark(row), Ints.constant(0)),
        over("column", Ints.constant(width), lanes, List.of(clear)));
  }

  private List<Statement> listRow(IntExpression row) {
    IntExpression count = Ints.variable(COUNT);
    List<Statement> add =
        List.of(
            new Statement.DefineInt(COUNT, Ints.plus(load(NUMBER), 1)),
            new Statement.StoreInt(list, NUMBER, count),
            new Statement.StoreInt(list, count, row),
            new Statement.StoreInt(list, mark(row), Ints.constant(1)));
    return List.of(new Statement.If(new Condition.InRange(load(mark(row)), 1), add, List.of()));
  }

  private IntExpression mark(IntExpression row) {
    return Ints.plus(row, 1 + rows);
  }

  private IntExpression load(IntExpression position) {
    return new IntExpression.Load(list, position);
  }

  private static Statement over(String index, IntExpression to, int step, List<Statement> body) {
    return new Statement.For(index, Ints.constant(0), to, step, body);
  }
}
