package dev.cnnc.compiler.loop;

import dev.cnnc.compiler.graph.ScalarFunction;
import dev.cnnc.runtime.program.Uniform;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Runs a kernel statement by statement: the oracle for generated code, never optimized. Arithmetic
 * is in {@code float}; functions are those of {@link ScalarFunction}, rounded once. What generated
 * code would get wrong silently is an error here: a variable that is not defined or defined twice,
 * an access outside of an array, a {@code For} with constant bounds and no turn.
 */
public final class LoopInterpreter {
  private final Kernel kernel;
  private final Memory memory;
  private final long random;
  private final Map<String, Integer> ints = new HashMap<>();
  private final Map<String, float[]> floats = new HashMap<>();

  private LoopInterpreter(Kernel kernel, Memory memory, int batch, long random) {
    this.kernel = kernel;
    this.memory = memory;
    this.random = random;
    ints.put(IntExpression.Variable.BATCH.name(), batch);
  }

  /** Runs the tasks from {@code from} (inclusive) to {@code to} (exclusive). */
  public static void run(
      Kernel kernel, float[][] floats, int[][] integers, int batch, long random, int from, int to) {
    Memory memory = new Memory(kernel, floats, integers);
    for (int task = from; task < to; task++) {
      LoopInterpreter interpreter = new LoopInterpreter(kernel, memory, batch, random);
      interpreter.ints.put(IntExpression.Variable.TASK.name(), task);
      interpreter.block(kernel.body());
    }
  }

  /** Runs statements; what they define is gone afterwards. */
  private void block(List<Statement> statements) {
    for (Statement statement : statements) {
      run(statement);
    }
    for (Statement statement : statements) {
      if (statement instanceof Statement.DefineInt define) {
        ints.remove(define.name());
      } else if (statement instanceof Statement.DefineFloat define) {
        floats.remove(define.name());
      }
    }
  }

  private void run(Statement statement) {
    if (statement instanceof Statement.For loop) {
      runFor(loop);
    } else if (statement instanceof Statement.Repeat loop) {
      for (int turn = 0; turn < loop.times(); turn++) {
        block(loop.body());
      }
    } else if (statement instanceof Statement.RepeatExamples loop) {
      int batch = ints.get(IntExpression.Variable.BATCH.name());
      for (int turn = 0; turn < batch; turn++) {
        block(loop.body());
      }
    } else if (statement instanceof Statement.RepeatTimes loop) {
      int times = evaluate(loop.times());
      require(times >= 1, () -> "a loop of " + times + " turns");
      for (int turn = 0; turn < times; turn++) {
        block(loop.body());
      }
    } else if (statement instanceof Statement.DefineInt define) {
      int value = evaluate(define.value());
      require(ints.put(define.name(), value) == null, () -> define.name() + " is defined twice");
    } else if (statement instanceof Statement.AssignInt assign) {
      int value = evaluate(assign.value());
      require(ints.put(assign.name(), value) != null, () -> assign.name() + " is not defined");
    } else if (statement instanceof Statement.DefineFloat define) {
      float[] value = evaluate(define.value());
      require(floats.put(define.name(), value) == null, () -> define.name() + " is defined twice");
    } else if (statement instanceof Statement.AssignFloat assign) {
      float[] value = evaluate(assign.value());
      float[] old = floats.put(assign.name(), value);
      require(
          old != null && old.length == value.length, () -> assign.name() + " is not such a number");
    } else if (statement instanceof Statement.Store store) {
      int position = evaluate(store.position());
      float[] value = evaluate(store.value());
      for (int lane = 0; lane < value.length; lane++) {
        memory.store(store.buffer(), position + lane, value[lane]);
      }
    } else if (statement instanceof Statement.StoreInt store) {
      int position = evaluate(store.position());
      memory.storeInteger(store.buffer(), position, evaluate(store.value()));
    } else if (statement instanceof Statement.If branch) {
      block(test(branch.condition()) ? branch.then() : branch.otherwise());
    } else {
      throw new AssertionError(statement);
    }
  }

  private void runFor(Statement.For loop) {
    int from = evaluate(loop.from());
    int to = evaluate(loop.to());
    boolean constant =
        loop.from() instanceof IntExpression.Constant
            && loop.to() instanceof IntExpression.Constant;
    require(!constant || from < to, () -> "the loop over " + loop.variable() + " has no turn");
    require(!ints.containsKey(loop.variable()), () -> loop.variable() + " is defined twice");
    for (int value = from; value < to; value += loop.step()) {
      ints.put(loop.variable(), value);
      block(loop.body());
    }
    ints.remove(loop.variable());
  }

  private boolean test(Condition condition) {
    if (condition instanceof Condition.InRange range) {
      int value = evaluate(range.value());
      return 0 <= value && value < range.extent();
    } else if (condition instanceof Condition.Divisible divisible) {
      return evaluate(divisible.value()) % divisible.divisor() == 0;
    } else if (condition instanceof Condition.And and) {
      return test(and.left()) && test(and.right());
    }
    throw new AssertionError(condition);
  }

  private int evaluate(IntExpression expression) {
    if (expression instanceof IntExpression.Constant constant) {
      return constant.value();
    } else if (expression instanceof IntExpression.Variable variable) {
      Integer value = ints.get(variable.name());
      require(value != null, () -> variable.name() + " is not defined");
      return value;
    } else if (expression instanceof IntExpression.Sum sum) {
      return sum.terms().stream().mapToInt(this::evaluate).reduce(0, Math::addExact);
    } else if (expression instanceof IntExpression.Product product) {
      return Math.multiplyExact(evaluate(product.value()), product.factor());
    } else if (expression instanceof IntExpression.Quotient quotient) {
      return notNegative(evaluate(quotient.value())) / quotient.divisor();
    } else if (expression instanceof IntExpression.Remainder remainder) {
      return notNegative(evaluate(remainder.value())) % remainder.divisor();
    } else if (expression instanceof IntExpression.Minimum minimum) {
      return Math.min(evaluate(minimum.left()), evaluate(minimum.right()));
    } else if (expression instanceof IntExpression.Maximum maximum) {
      return Math.max(evaluate(maximum.left()), evaluate(maximum.right()));
    } else if (expression instanceof IntExpression.Load load) {
      return memory.loadInteger(load.buffer(), evaluate(load.position()));
    } else if (expression instanceof IntExpression.Checked checked) {
      int value = evaluate(checked.value());
      if (value < 0 || value >= checked.extent()) {
        throw new IndexOutOfBoundsException(
            checked.subject() + " is " + value + ", expected 0 to " + (checked.extent() - 1));
      }
      return value;
    }
    throw new AssertionError(expression);
  }

  private int notNegative(int value) {
    require(value >= 0, () -> "a negative number is divided");
    return value;
  }

  /** One number per lane for a vector, else one number. */
  private float[] evaluate(FloatExpression expression) {
    if (expression instanceof FloatExpression.Constant constant) {
      return new float[] {constant.value()};
    } else if (expression instanceof FloatExpression.Variable variable) {
      float[] value = floats.get(variable.name());
      require(value != null, () -> variable.name() + " is not defined");
      require(
          value.length == width(variable.vector()),
          () -> variable.name() + " is not such a number");
      return value;
    } else if (expression instanceof FloatExpression.Load load) {
      int position = evaluate(load.position());
      float[] value = new float[width(load.vector())];
      for (int lane = 0; lane < value.length; lane++) {
        value[lane] = memory.load(load.buffer(), position + lane);
      }
      return value;
    } else if (expression instanceof FloatExpression.Broadcast broadcast) {
      float[] value = new float[width(true)];
      Arrays.fill(value, single(broadcast.value()));
      return value;
    } else if (expression instanceof FloatExpression.FromInt number) {
      return new float[] {evaluate(number.value())};
    } else if (expression instanceof FloatExpression.LaneNumbers) {
      float[] value = new float[width(true)];
      for (int lane = 0; lane < value.length; lane++) {
        value[lane] = lane;
      }
      return value;
    } else if (expression instanceof FloatExpression.Apply apply) {
      return apply(apply);
    } else if (expression instanceof FloatExpression.MultiplyAdd multiplyAdd) {
      return multiplyAdd(multiplyAdd);
    } else if (expression instanceof FloatExpression.CombineLanes combine) {
      float[] value = evaluate(combine.value());
      float result = value[0];
      for (int lane = 1; lane < value.length; lane++) {
        result = (float) combine.function().evaluate(result, value[lane]);
      }
      return new float[] {result};
    } else if (expression instanceof FloatExpression.Uniform uniform) {
      return new float[] {Uniform.next(random, uniform.stream(), evaluate(uniform.element()))};
    }
    throw new AssertionError(expression);
  }

  private float[] apply(FloatExpression.Apply apply) {
    List<float[]> arguments = apply.arguments().stream().map(this::evaluate).toList();
    float[] value = new float[arguments.get(0).length];
    double[] atLane = new double[arguments.size()];
    for (int lane = 0; lane < value.length; lane++) {
      for (int i = 0; i < atLane.length; i++) {
        require(
            arguments.get(i).length == value.length, () -> "vector and single number: " + apply);
        atLane[i] = arguments.get(i)[lane];
      }
      value[lane] = (float) apply.function().evaluate(atLane);
    }
    return value;
  }

  private float[] multiplyAdd(FloatExpression.MultiplyAdd expression) {
    float[] a = evaluate(expression.a());
    float[] b = evaluate(expression.b());
    float[] c = evaluate(expression.c());
    require(a.length == c.length && b.length == c.length, () -> "vector and single: " + expression);
    float[] value = new float[c.length];
    for (int lane = 0; lane < value.length; lane++) {
      value[lane] =
          expression.vector() ? Math.fma(a[lane], b[lane], c[lane]) : a[lane] * b[lane] + c[lane];
    }
    return value;
  }

  private float single(FloatExpression expression) {
    require(!expression.vector(), () -> "a single number is expected: " + expression);
    return evaluate(expression)[0];
  }

  private int width(boolean vector) {
    require(!vector || kernel.lanes() > 1, () -> "a vector in a kernel of single numbers");
    return vector ? kernel.lanes() : 1;
  }

  /** The message is not made before it is needed: the terms of a sum can be long expressions. */
  private void require(boolean condition, Supplier<String> message) {
    if (!condition) {
      throw new IllegalStateException(kernel.name() + ": " + message.get());
    }
  }
}
