package dev.cnnc.compiler.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.cnnc.compiler.graph.ScalarFunction;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class TaskWorkTest {
  private static final IntExpression ZERO = new IntExpression.Constant(0);
  private static final IntExpression FIRST = new IntExpression.Variable("first");

  /** A load, an addition and a store. */
  private static final Statement ADD =
      new Statement.Store(
          0,
          ZERO,
          new FloatExpression.Apply(
              ScalarFunction.ADD,
              List.of(new FloatExpression.Load(0, ZERO, false), new FloatExpression.Constant(1))));

  private static Statement loop(IntExpression from, IntExpression to, int step) {
    return new Statement.For("i", from, to, step, List.of(ADD));
  }

  @Property
  void loopsMultiply(
      @ForAll @IntRange(min = 1, max = 50) int outer,
      @ForAll @IntRange(min = 1, max = 50) int inner) {
    Statement loop = loop(ZERO, new IntExpression.Constant(2 * inner), 2);
    Statement nest = new Statement.Repeat(outer, List.of(loop));
    assertEquals(3.0 * outer * inner, TaskWork.operations(List.of(nest)));
  }

  @Property
  void boundsMayDependOnTheTask(@ForAll @IntRange(min = 1, max = 50) int chunk) {
    IntExpression from = new IntExpression.Product(IntExpression.Variable.TASK, chunk);
    IntExpression to = new IntExpression.Sum(List.of(FIRST, new IntExpression.Constant(chunk)));
    List<Statement> body = List.of(new Statement.DefineInt("first", from), loop(FIRST, to, 1));
    assertEquals(1 + 3.0 * chunk, TaskWork.operations(body));
  }

  @Property
  void aGrainHasEquallyMuchWork(@ForAll @IntRange(min = 1, max = 100_000) int turns) {
    int grain = TaskWork.grain(List.of(new Statement.Repeat(turns, List.of(ADD))));
    assertEquals(Math.max(1, 4000 / (3 * turns)), grain);
  }

  @Example
  void whatDoesNothingIsNotWorthAThread() {
    assertEquals(4000, TaskWork.grain(List.of()));
  }
}
