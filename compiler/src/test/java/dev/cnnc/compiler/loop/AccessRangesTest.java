package dev.cnnc.compiler.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cnnc.compiler.graph.Origin;
import dev.cnnc.runtime.program.Buffer;
import dev.cnnc.runtime.program.Layout;
import dev.cnnc.runtime.program.Phase;
import dev.cnnc.runtime.program.Program;
import dev.cnnc.runtime.program.Role;
import dev.cnnc.runtime.program.Step;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

/** What is inside is proven, and what is one element outside is not. */
class AccessRangesTest {
  private static final int LANES = 8;
  private static final IntExpression H = new IntExpression.Variable("h");
  private static final IntExpression U = new IntExpression.Variable("u");
  private static final IntExpression AT = new IntExpression.Variable("at");

  private static IntExpression constant(int value) {
    return new IntExpression.Constant(value);
  }

  private static IntExpression sum(IntExpression... terms) {
    return new IntExpression.Sum(List.of(terms));
  }

  private static IntExpression times(IntExpression value, int factor) {
    return new IntExpression.Product(value, factor);
  }

  private static Statement load(IntExpression position) {
    return new Statement.DefineFloat("x", new FloatExpression.Load(0, position, true));
  }

  /** A loop over {@code u} from {@code max(0, 1 - h)} until {@code min(3, rows + 1 - h)}. */
  private static Statement clipped(int rows, int tasks, Statement body) {
    IntExpression minus = times(H, -1);
    IntExpression from = new IntExpression.Maximum(sum(minus, constant(1)), constant(0));
    IntExpression to = new IntExpression.Minimum(sum(minus, constant(rows + 1)), constant(3));
    IntExpression first = times(IntExpression.Variable.TASK, rows / tasks);
    return new Statement.For(
        "h",
        first,
        sum(first, constant(rows / tasks)),
        1,
        List.of(
            new Statement.DefineInt("u", from),
            new Statement.RepeatTimes(
                sum(to, times(from, -1)),
                List.of(body, new Statement.AssignInt("u", sum(U, constant(1)))))));
  }

  private static List<String> open(int length, int tasks, List<Statement> body) {
    Layout layout = Layout.rowMajor(List.of(length));
    Buffer buffer = new Buffer("x", Role.TEMPORARY, false, false, layout, Optional.empty());
    Kernel kernel = Kernel.of("test", Origin.NONE, Phase.FORWARD, LANES, Set.of(0), tasks, body);
    Step step = new Step("test", 0, Phase.FORWARD, 0, tasks);
    Program program = new Program("test", List.of(buffer), List.of(step), Map.of(), List.of());
    AccessRanges ranges = AccessRanges.of(new LoopProgram(program, LANES, List.of(kernel)), 1);
    return ranges.open();
  }

  private static void assertOpen(List<String> open, String message) {
    assertEquals(1, open.size());
    assertTrue(open.get(0).contains(message), open.get(0));
  }

  /** Row {@code h + u - 1} of as many as there are, though neither bound says so by itself. */
  @Property
  void clippedRows(
      @ForAll @IntRange(min = 1, max = 5) int tasks,
      @ForAll @IntRange(min = 2, max = 9) int chunk,
      @ForAll @IntRange(min = -1, max = 1) int moved) {
    int rows = tasks * chunk;
    IntExpression row = times(sum(H, U, constant(-1)), LANES);
    Statement loop = clipped(rows, tasks, load(sum(row, constant(moved))));
    List<String> open = open(rows * LANES, tasks, List.of(loop));
    if (moved == 0) {
      assertEquals(List.of(), open);
    } else {
      assertOpen(open, "8 elements from position ");
    }
  }

  /** A position that a loop moves, within the loop and after it. */
  @Property
  void movedPositions(
      @ForAll @IntRange(min = 1, max = 9) int outer,
      @ForAll @IntRange(min = 1, max = 9) int inner,
      @ForAll @IntRange(min = 0, max = 1) int missing) {
    Statement move = new Statement.AssignInt("at", sum(AT, constant(LANES)));
    List<Statement> body =
        List.of(
            new Statement.DefineInt("at", constant(0)),
            new Statement.Repeat(
                outer, List.of(load(AT), move, new Statement.Repeat(inner, List.of(move)))),
            new Statement.Store(
                0, AT, new FloatExpression.Broadcast(new FloatExpression.Constant(0))));
    int length = (outer * (inner + 1) + 1) * LANES;
    List<String> open = open(length - missing, 1, body);
    if (missing == 0) {
      assertEquals(List.of(), open);
    } else {
      assertOpen(open, "8 elements from position " + (length - LANES) + " ");
    }
  }

  /** Such a loop would count down for ever. */
  @Example
  void aLoopWithoutATurnIsFound() {
    IntExpression task = IntExpression.Variable.TASK;
    IntExpression least = new IntExpression.Maximum(task, constant(1));
    List<Statement> turn = List.of(load(constant(0)));
    assertEquals(List.of(), open(LANES, 2, List.of(new Statement.RepeatTimes(least, turn))));
    assertOpen(open(LANES, 2, List.of(new Statement.RepeatTimes(task, turn))), "a loop of 0 turns");
  }

  /** Sets of results have all results of the elements. */
  @Property
  void arithmeticLeavesNothingOut(
      @ForAll @LongRange(min = -40, max = 40) long a,
      @ForAll @LongRange(min = -40, max = 40) long b,
      @ForAll @IntRange(min = 0, max = 6) int turns,
      @ForAll @IntRange(min = 1, max = 9) int step,
      @ForAll @IntRange(min = 1, max = 9) int factor) {
    StridedInterval x = StridedInterval.of(a, a + (long) turns * step, step);
    StridedInterval y = StridedInterval.of(b, b + 3L * factor, factor);
    for (StridedInterval each : x.values()) {
      long value = each.least();
      assertContains(x.times(-factor), value * -factor);
      assertContains(x.dividedBy(factor), value / factor);
      assertContains(x.remainder(factor), value % factor);
      boolean inside = b <= value && value <= b + 9;
      assertTrue(!inside || contains(x.between(b, b + 9).orElseThrow(), value));
      for (StridedInterval other : y.values()) {
        assertContains(x.plus(y), value + other.least());
        assertContains(x.min(y), Math.min(value, other.least()));
        assertContains(x.max(y), Math.max(value, other.least()));
      }
    }
  }

  private static void assertContains(StridedInterval set, long value) {
    assertTrue(contains(set, value), value + " in " + set);
  }

  private static boolean contains(StridedInterval set, long value) {
    return set.values().stream().anyMatch(each -> each.least() == value);
  }
}
