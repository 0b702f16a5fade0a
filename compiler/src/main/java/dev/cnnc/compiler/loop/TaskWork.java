package dev.cnnc.compiler.loop;

import dev.cnnc.compiler.graph.ScalarFunction;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * An estimate of how much there is to do in a task of a kernel: loads, stores and operations, on a
 * vector or a single number alike, in the turns that loops make in the first task.
 */
public final class TaskWork {
  /** What a processor does in a microsecond at least, once the code is compiled. */
  private static final int OPERATIONS_PER_MICROSECOND = 4000;

  /** Of a loop over the batch. The batch is not known, and that of a sum is rarely small. */
  private static final int TURNS_OVER_EXAMPLES = 8;

  private static final int OPERATIONS_OF_EXPANSION = 20;

  /** The first value of every variable: the turns of inner loops are counted for that. */
  private final Map<String, Integer> ints = new HashMap<>();

  private TaskWork() {
    ints.put(IntExpression.Variable.TASK.name(), 0);
    ints.put(IntExpression.Variable.BATCH.name(), TURNS_OVER_EXAMPLES);
  }

  /** How many tasks with this body take about a microsecond; at least 1. */
  public static int grain(List<Statement> body) {
    double operations = operations(body);
    return (int) Math.max(1, OPERATIONS_PER_MICROSECOND / Math.max(1, operations));
  }

  static double operations(List<Statement> body) {
    return new TaskWork().of(body);
  }

  private double of(List<Statement> body) {
    double sum = 0;
    for (Statement statement : body) {
      sum += of(statement);
    }
    return sum;
  }

  private double of(Statement statement) {
    if (statement instanceof Statement.For loop) {
      int from = first(loop.from());
      double turns = Math.ceil((first(loop.to()) - (double) from) / loop.step());
      ints.put(loop.variable(), from);
      return Math.max(1, turns) * of(loop.body());
    } else if (statement instanceof Statement.Repeat loop) {
      return loop.times() * of(loop.body());
    } else if (statement instanceof Statement.RepeatExamples loop) {
      return TURNS_OVER_EXAMPLES * of(loop.body());
    } else if (statement instanceof Statement.RepeatTimes loop) {
      return Math.max(1, first(loop.times())) * of(loop.body());
    } else if (statement instanceof Statement.DefineInt define) {
      ints.put(define.name(), first(define.value()));
      return 1;
    } else if (statement instanceof Statement.AssignInt) {
      return 1;
    } else if (statement instanceof Statement.DefineFloat define) {
      return of(define.value());
    } else if (statement instanceof Statement.AssignFloat assign) {
      return of(assign.value());
    } else if (statement instanceof Statement.Store store) {
      return 1 + of(store.value());
    } else if (statement instanceof Statement.StoreInt) {
      return 1;
    } else if (statement instanceof Statement.If branch) {
      return 1 + Math.max(of(branch.then()), of(branch.otherwise()));
    }
    throw new AssertionError(statement);
  }

  private static double of(FloatExpression expression) {
    if (expression instanceof FloatExpression.Apply apply) {
      double arguments = apply.arguments().stream().mapToDouble(TaskWork::of).sum();
      return arguments + operations(apply.function());
    } else if (expression instanceof FloatExpression.MultiplyAdd sum) {
      return 1 + of(sum.a()) + of(sum.b()) + of(sum.c());
    } else if (expression instanceof FloatExpression.Broadcast broadcast) {
      return of(broadcast.value());
    } else if (expression instanceof FloatExpression.CombineLanes combine) {
      return OPERATIONS_OF_EXPANSION + of(combine.value());
    } else if (expression instanceof FloatExpression.Uniform) {
      return OPERATIONS_OF_EXPANSION;
    } else if (expression instanceof FloatExpression.Load
        || expression instanceof FloatExpression.FromInt) {
      return 1;
    } else if (expression instanceof FloatExpression.Constant
        || expression instanceof FloatExpression.Variable
        || expression instanceof FloatExpression.LaneNumbers) {
      return 0;
    }
    throw new AssertionError(expression);
  }

  private static int operations(ScalarFunction function) {
    return switch (function) {
      case POWER, EXP, LOG, TANH, SIGMOID, ERF -> OPERATIONS_OF_EXPANSION;
      case DIVIDE, REMAINDER, SQRT, RSQRT -> 8;
      case STOP_GRADIENT -> 0;
      case ADD, SUBTRACT, MULTIPLY, NEGATE, MAX, MIN, ABS, SIGN, FLOOR -> 1;
      case EQUAL, NOT_EQUAL, LESS, LESS_EQUAL, GREATER, GREATER_EQUAL -> 1;
      case AND, OR, NOT, SELECT -> 1;
    };
  }

  /** Its value in the first turn of all loops; what data say is taken to be 0. */
  private int first(IntExpression expression) {
    if (expression instanceof IntExpression.Constant constant) {
      return constant.value();
    } else if (expression instanceof IntExpression.Variable variable) {
      return ints.getOrDefault(variable.name(), 0);
    } else if (expression instanceof IntExpression.Sum sum) {
      return sum.terms().stream().mapToInt(this::first).sum();
    } else if (expression instanceof IntExpression.Product product) {
      return first(product.value()) * product.factor();
    } else if (expression instanceof IntExpression.Quotient quotient) {
      return first(quotient.value()) / quotient.divisor();
    } else if (expression instanceof IntExpression.Remainder remainder) {
      return first(remainder.value()) % remainder.divisor();
    } else if (expression instanceof IntExpression.Minimum minimum) {
      return Math.min(first(minimum.left()), first(minimum.right()));
    } else if (expression instanceof IntExpression.Maximum maximum) {
      return Math.max(first(maximum.left()), first(maximum.right()));
    } else if (expression instanceof IntExpression.Checked checked) {
      return first(checked.value());
    } else if (expression instanceof IntExpression.Load) {
      return 0;
    }
    throw new AssertionError(expression);
  }
}
