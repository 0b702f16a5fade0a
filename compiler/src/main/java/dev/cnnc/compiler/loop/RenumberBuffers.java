package dev.cnnc.compiler.loop;

import java.util.List;
import java.util.function.IntUnaryOperator;

/**
 * Gives buffers other numbers, asking for them in the order in which they are used.
 *
 * @param numbers the new number of each
 */
public record RenumberBuffers(IntUnaryOperator numbers) {
  public List<Statement> apply(List<Statement> statements) {
    return statements.stream().map(this::apply).toList();
  }

  private int number(int buffer) {
    return numbers.applyAsInt(buffer);
  }

  private Statement apply(Statement statement) {
    if (statement instanceof Statement.For s) {
      return new Statement.For(
          s.variable(), apply(s.from()), apply(s.to()), s.step(), apply(s.body()));
    } else if (statement instanceof Statement.Repeat s) {
      return new Statement.Repeat(s.times(), apply(s.body()));
    } else if (statement instanceof Statement.RepeatExamples s) {
      return new Statement.RepeatExamples(apply(s.body()));
    } else if (statement instanceof Statement.RepeatTimes s) {
      return new Statement.RepeatTimes(apply(s.times()), apply(s.body()));
    } else if (statement instanceof Statement.DefineInt s) {
      return new Statement.DefineInt(s.name(), apply(s.value()));
    } else if (statement instanceof Statement.AssignInt s) {
      return new Statement.AssignInt(s.name(), apply(s.value()));
    } else if (statement instanceof Statement.DefineFloat s) {
      return new Statement.DefineFloat(s.name(), apply(s.value()));
    } else if (statement instanceof Statement.AssignFloat s) {
      return new Statement.AssignFloat(s.name(), apply(s.value()));
    } else if (statement instanceof Statement.Store s) {
      return new Statement.Store(number(s.buffer()), apply(s.position()), apply(s.value()));
    } else if (statement instanceof Statement.StoreInt s) {
      return new Statement.StoreInt(number(s.buffer()), apply(s.position()), apply(s.value()));
    } else if (statement instanceof Statement.If s) {
      return new Statement.If(apply(s.condition()), apply(s.then()), apply(s.otherwise()));
    }
    throw new AssertionError(statement);
  }

  private Condition apply(Condition condition) {
    if (condition instanceof Condition.InRange c) {
      return new Condition.InRange(apply(c.value()), c.extent());
    } else if (condition instanceof Condition.Divisible c) {
      return new Condition.Divisible(apply(c.value()), c.divisor());
    } else if (condition instanceof Condition.And c) {
      return new Condition.And(apply(c.left()), apply(c.right()));
    }
    throw new AssertionError(condition);
  }

  private IntExpression apply(IntExpression expression) {
    if (expression instanceof IntExpression.Constant
        || expression instanceof IntExpression.Variable) {
      return expression;
    } else if (expression instanceof IntExpression.Sum e) {
      return new IntExpression.Sum(e.terms().stream().map(this::apply).toList());
    } else if (expression instanceof IntExpression.Product e) {
      return new IntExpression.Product(apply(e.value()), e.factor());
    } else if (expression instanceof IntExpression.Quotient e) {
      return new IntExpression.Quotient(apply(e.value()), e.divisor());
    } else if (expression instanceof IntExpression.Remainder e) {
      return new IntExpression.Remainder(apply(e.value()), e.divisor());
    } else if (expression instanceof IntExpression.Minimum e) {
      return new IntExpression.Minimum(apply(e.left()), apply(e.right()));
    } else if (expression instanceof IntExpression.Maximum e) {
      return new IntExpression.Maximum(apply(e.left()), apply(e.right()));
    } else if (expression instanceof IntExpression.Load e) {
      return new IntExpression.Load(number(e.buffer()), apply(e.position()));
    } else if (expression instanceof IntExpression.Checked e) {
      return new IntExpression.Checked(apply(e.value()), e.extent(), e.subject());
    }
    throw new AssertionError(expression);
  }

  private FloatExpression apply(FloatExpression expression) {
    if (expression instanceof FloatExpression.Constant
        || expression instanceof FloatExpression.Variable
        || expression instanceof FloatExpression.LaneNumbers) {
      return expression;
    } else if (expression instanceof FloatExpression.Load e) {
      return new FloatExpression.Load(number(e.buffer()), apply(e.position()), e.vector());
    } else if (expression instanceof FloatExpression.Broadcast e) {
      return new FloatExpression.Broadcast(apply(e.value()));
    } else if (expression instanceof FloatExpression.FromInt e) {
      return new FloatExpression.FromInt(apply(e.value()));
    } else if (expression instanceof FloatExpression.Apply e) {
      return new FloatExpression.Apply(
          e.function(), e.arguments().stream().map(this::apply).toList());
    } else if (expression instanceof FloatExpression.MultiplyAdd e) {
      return new FloatExpression.MultiplyAdd(apply(e.a()), apply(e.b()), apply(e.c()));
    } else if (expression instanceof FloatExpression.CombineLanes e) {
      return new FloatExpression.CombineLanes(e.function(), apply(e.value()));
    } else if (expression instanceof FloatExpression.Uniform e) {
      return new FloatExpression.Uniform(e.stream(), apply(e.element()));
    }
    throw new AssertionError(expression);
  }
}
