package dev.cnnc.compiler.loop;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;

/**
 * One attempt to prove that all vectors of a kernel lie in their arrays, and that loops which have
 * to have a turn have one. It runs the kernel once, with the set of all values that they may have
 * in place of numbers; of some variables, with one value after the other.
 */
final class VectorBounds {
  /** What could not be proven. */
  static final class Unproven extends RuntimeException {
    private static final long serialVersionUID = 1;

    Unproven(String message) {
      super(message, null, false, false);
    }
  }

  /**
   * An array of a kernel.
   *
   * @param rows of the table that it lists rows of; 0 if it does not
   */
  record Array(long length, int rows) {}

  private final Kernel kernel;
  private final List<Array> arrays;
  private final Set<String> cases;
  private final long[] ends;
  private final Set<Object> accesses;
  private long left;
  private Map<String, StridedInterval> ints = new HashMap<>();

  /**
   * @param arrays by the code's numbers for them
   * @param cases the variables that have one value after the other
   * @param ends for each array, where the vectors end that are nearest to its end; is raised
   * @param accesses the expressions and statements that have vectors; is added to
   * @param limit how many statements are run before the attempt is given up
   */
  VectorBounds(
      Kernel kernel,
      List<Array> arrays,
      Set<String> cases,
      long[] ends,
      Set<Object> accesses,
      long limit) {
    this.kernel = kernel;
    this.arrays = arrays;
    this.cases = cases;
    this.ends = ends;
    this.accesses = accesses;
    this.left = limit;
  }

  /**
   * @throws Unproven naming a vector that may not lie in its array
   */
  void prove(StridedInterval batch, StridedInterval tasks) {
    ints.clear();
    ints.put(IntExpression.Variable.BATCH.name(), batch);
    ints.put(IntExpression.Variable.TASK.name(), tasks);
    block(kernel.body());
  }

  private void block(List<Statement> statements) {
    for (int i = 0; i < statements.size(); i++) {
      if (statements.get(i) instanceof Statement.DefineInt define) {
        StridedInterval value = value(define.value());
        if (cases.contains(define.name()) && !value.isSingle()) {
          Map<String, StridedInterval> before = ints;
          for (StridedInterval one : value.values()) {
            ints = new HashMap<>(before);
            ints.put(define.name(), one);
            block(statements.subList(i + 1, statements.size()));
          }
          ints = before;
          return; // whoever runs a block says what variables are worth after it
        }
        ints.put(define.name(), value);
      } else {
        statement(statements.get(i));
      }
    }
  }

  private void statement(Statement statement) {
    if (left-- == 0) {
      throw new Unproven(kernel.name() + ": too many cases");
    }
    if (statement instanceof Statement.For loop) {
      runFor(loop);
    } else if (statement instanceof Statement.Repeat loop) {
      repeat(StridedInterval.of(loop.times()), loop.body());
    } else if (statement instanceof Statement.RepeatExamples loop) {
      repeat(value(IntExpression.Variable.BATCH), loop.body());
    } else if (statement instanceof Statement.RepeatTimes loop) {
      repeat(value(loop.times()), loop.body());
    } else if (statement instanceof Statement.AssignInt assign) {
      ints.put(assign.name(), value(assign.value()));
    } else if (statement instanceof Statement.DefineFloat define) {
      loads(define.value());
    } else if (statement instanceof Statement.AssignFloat assign) {
      loads(assign.value());
    } else if (statement instanceof Statement.Store store) {
      loads(store.value());
      if (store.value().vector()) {
        check(store, store.buffer(), store.position());
      }
    } else if (statement instanceof Statement.If branch) {
      runIf(branch);
    } else if (statement instanceof Statement.StoreInt store) {
      storeInt(store);
    } else {
      throw new AssertionError(statement);
    }
  }

  private void runFor(Statement.For loop) {
    StridedInterval from = value(loop.from());
    StridedInterval to = value(loop.to());
    long most = turns(from.least(), to.greatest(), loop.step());
    if (most > 0) {
      StridedInterval turns =
          StridedInterval.of(turns(from.greatest(), to.least(), loop.step()), most, 1);
      turns(
          turns,
          loop.body(),
          cases.contains(loop.variable()),
          turn -> {
            Optional<StridedInterval> values =
                from.plus(turn.times(loop.step())).between(from.least(), to.greatest() - 1);
            values.ifPresent(v -> ints.put(loop.variable(), v));
            return values.isPresent();
          });
    }
  }

  private static long turns(long from, long to, int step) {
    return from >= to ? 0 : (to - from - 1) / step + 1;
  }

  private void repeat(StridedInterval turns, List<Statement> body) {
    if (turns.least() < 1) {
      throw new Unproven(kernel.name() + ": a loop of " + turns + " turns");
    }
    turns(turns, body, false, turn -> true);
  }

  /**
   * Runs the turns of a loop, all at once unless a variable is told apart that changes from one to
   * the next. A variable that a turn moves by {@code d} has {@code d·t} added to it in turn {@code
   * t}, and {@code d·turns} after the loop.
   *
   * @param begin is given turns; whether there are any
   */
  private void turns(
      StridedInterval turns,
      List<Statement> body,
      boolean apart,
      Function<StridedInterval, Boolean> begin) {
    Map<String, StridedInterval> before = ints;
    Set<String> changing = new HashSet<>();
    assigned(body, changing);
    changing.retainAll(before.keySet());
    boolean eachTurn = apart || changing.stream().anyMatch(cases::contains);
    StridedInterval all = StridedInterval.of(0, turns.greatest() - 1, 1);
    for (StridedInterval turn : eachTurn ? all.values() : List.of(all)) {
      ints = new HashMap<>(before);
      changing.forEach(name -> ints.put(name, after(turn, body, name, before)));
      if (begin.apply(turn)) {
        block(body);
      }
    }
    ints = before;
    changing.forEach(name -> ints.put(name, after(turns, body, name, before)));
  }

  private StridedInterval after(
      StridedInterval turns,
      List<Statement> body,
      String name,
      Map<String, StridedInterval> before) {
    OptionalLong change = change(body, name);
    return change.isPresent()
        ? before.get(name).plus(turns.times(change.getAsLong()))
        : StridedInterval.ANY;
  }

  /** By how much statements move a variable; empty if that is not always the same. */
  private OptionalLong change(List<Statement> body, String name) {
    long sum = 0;
    for (Statement statement : body) {
      OptionalLong change = change(statement, name);
      if (change.isEmpty()) {
        return change;
      }
      sum += change.getAsLong();
    }
    return OptionalLong.of(sum);
  }

  private OptionalLong change(Statement statement, String name) {
    Set<String> changing = new HashSet<>();
    assigned(List.of(statement), changing);
    if (!changing.contains(name)) {
      return OptionalLong.of(0);
    } else if (statement instanceof Statement.AssignInt assign
        && assign.value() instanceof IntExpression.Sum sum
        && sum.terms().size() == 2
        && sum.terms().get(0).equals(new IntExpression.Variable(name))
        && sum.terms().get(1) instanceof IntExpression.Constant constant) {
      return OptionalLong.of(constant.value());
    } else if (statement instanceof Statement.Repeat loop) {
      OptionalLong once = change(loop.body(), name);
      return once.isPresent() ? OptionalLong.of(loop.times() * once.getAsLong()) : once;
    }
    return OptionalLong.empty();
  }

  private static void assigned(List<Statement> statements, Set<String> names) {
    for (Statement statement : statements) {
      if (statement instanceof Statement.AssignInt assign) {
        names.add(assign.name());
      } else if (statement instanceof Statement.For loop) {
        assigned(loop.body(), names);
      } else if (statement instanceof Statement.Repeat loop) {
        assigned(loop.body(), names);
      } else if (statement instanceof Statement.RepeatExamples loop) {
        assigned(loop.body(), names);
      } else if (statement instanceof Statement.RepeatTimes loop) {
        assigned(loop.body(), names);
      } else if (statement instanceof Statement.If branch) {
        assigned(branch.then(), names);
        assigned(branch.otherwise(), names);
      }
    }
  }

  private void runIf(Statement.If branch) {
    Map<String, StridedInterval> before = ints;
    ints = new HashMap<>(before);
    if (mayHold(branch.condition())) {
      block(branch.then());
    }
    ints = new HashMap<>(before);
    if (mayFail(branch.condition())) {
      block(branch.otherwise());
    }
    ints = before;
    Set<String> changing = new HashSet<>();
    assigned(List.of(branch), changing);
    changing.retainAll(before.keySet());
    changing.forEach(name -> ints.put(name, StridedInterval.ANY));
  }

  /** Whether a condition may hold; variables have only values left for which it may. */
  private boolean mayHold(Condition condition) {
    if (condition instanceof Condition.InRange range) {
      if (range.value() instanceof IntExpression.Variable variable) {
        Optional<StridedInterval> inside = value(variable).between(0, range.extent() - 1L);
        inside.ifPresent(values -> ints.put(variable.name(), values));
        return inside.isPresent();
      }
      return value(range.value()).between(0, range.extent() - 1L).isPresent();
    } else if (condition instanceof Condition.Divisible divisible) {
      StridedInterval value = value(divisible.value());
      boolean alike = value.step() % divisible.divisor() == 0;
      return !alike || value.least() % divisible.divisor() == 0;
    } else if (condition instanceof Condition.And and) {
      return mayHold(and.left()) && mayHold(and.right());
    }
    throw new AssertionError(condition);
  }

  private boolean mayFail(Condition condition) {
    if (condition instanceof Condition.InRange range) {
      StridedInterval value = value(range.value());
      return value.least() < 0 || value.greatest() >= range.extent();
    } else if (condition instanceof Condition.Divisible divisible) {
      StridedInterval value = value(divisible.value());
      boolean alike = value.step() % divisible.divisor() == 0;
      return !alike || value.least() % divisible.divisor() != 0;
    } else if (condition instanceof Condition.And and) {
      return mayFail(and.left()) || mayFail(and.right());
    }
    throw new AssertionError(condition);
  }

  private void loads(FloatExpression expression) {
    VectorAccesses.loads(expression, load -> check(load, load.buffer(), load.position()));
  }

  private void check(Object access, int array, IntExpression position) {
    StridedInterval first = value(position);
    long end = first.greatest() + kernel.lanes();
    if (first.least() < 0 || end > arrays.get(array).length()) {
      throw new Unproven(
          "%s: %d elements from position %s of array %d, which has %d"
              .formatted(kernel.name(), kernel.lanes(), first, array, arrays.get(array).length()));
    }
    ends[array] = Math.max(ends[array], end);
    accesses.add(access);
  }

  /** What is written into a list of rows, beside its count and its marks, has to be a row. */
  private void storeInt(Statement.StoreInt store) {
    boolean numbers =
        store.position() instanceof IntExpression.Constant
            || store.value() instanceof IntExpression.Constant;
    if (arrays.get(store.buffer()).rows() > 0 && !numbers) {
      StridedInterval row = value(store.value());
      if (row.least() < 0 || row.greatest() >= arrays.get(store.buffer()).rows()) {
        throw new Unproven(kernel.name() + ": " + row + " is written into a list of rows");
      }
    }
  }

  /** What is in a list of rows is taken from {@link dev.cnnc.runtime.program.RowList}. */
  private StridedInterval loaded(IntExpression.Load load) {
    int rows = arrays.get(load.buffer()).rows();
    if (rows > 0) {
      StridedInterval position = value(load.position());
      if (position.greatest() == 0 && position.least() == 0) {
        return StridedInterval.of(0, rows, 1);
      } else if (position.least() >= 1 && position.greatest() <= rows) {
        return StridedInterval.of(0, rows - 1L, 1);
      }
    }
    return StridedInterval.ANY;
  }

  private StridedInterval value(IntExpression expression) {
    if (expression instanceof IntExpression.Constant constant) {
      return StridedInterval.of(constant.value());
    } else if (expression instanceof IntExpression.Variable variable) {
      return ints.get(variable.name());
    } else if (expression instanceof IntExpression.Sum sum) {
      StridedInterval total = StridedInterval.of(0);
      for (IntExpression term : sum.terms()) {
        total = total.plus(value(term));
      }
      return total;
    } else if (expression instanceof IntExpression.Product product) {
      return value(product.value()).times(product.factor());
    } else if (expression instanceof IntExpression.Quotient quotient) {
      return value(quotient.value()).dividedBy(quotient.divisor());
    } else if (expression instanceof IntExpression.Remainder remainder) {
      return value(remainder.value()).remainder(remainder.divisor());
    } else if (expression instanceof IntExpression.Minimum minimum) {
      return value(minimum.left()).min(value(minimum.right()));
    } else if (expression instanceof IntExpression.Maximum maximum) {
      return value(maximum.left()).max(value(maximum.right()));
    } else if (expression instanceof IntExpression.Checked checked) {
      return StridedInterval.of(0, checked.extent() - 1L, 1);
    } else if (expression instanceof IntExpression.Load load) {
      return loaded(load);
    }
    throw new AssertionError(expression);
  }
}
