package dev.cnnc.compiler.bytecode;

import dev.cnnc.compiler.loop.Condition;
import dev.cnnc.compiler.loop.FloatExpression;
import dev.cnnc.compiler.loop.IntExpression;
import dev.cnnc.compiler.loop.Statement;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Which variables a stretch of statements names. */
final class VariableUse {
  private final Set<String> used = new LinkedHashSet<>();
  private final Set<String> assigned = new LinkedHashSet<>();
  private final Set<String> defined = new LinkedHashSet<>();

  static VariableUse of(List<Statement> statements) {
    VariableUse use = new VariableUse();
    for (Statement statement : statements) {
      if (statement instanceof Statement.DefineInt define) {
        use.defined.add(define.name());
      } else if (statement instanceof Statement.DefineFloat define) {
        use.defined.add(define.name());
      }
      use.visit(statement);
    }
    return use;
  }

  /** All that are read or assigned, at any depth, in the order of the text. */
  Set<String> used() {
    return used;
  }

  Set<String> assigned() {
    return assigned;
  }

  /** Those the statements themselves introduce: they live on after the stretch. */
  Set<String> defined() {
    return defined;
  }

  private void visit(List<Statement> statements) {
    statements.forEach(this::visit);
  }

  private void visit(Statement statement) {
    if (statement instanceof Statement.For loop) {
      visit(loop.from());
      visit(loop.to());
      visit(loop.body());
    } else if (statement instanceof Statement.Repeat loop) {
      visit(loop.body());
    } else if (statement instanceof Statement.RepeatExamples loop) {
      visit(loop.body());
    } else if (statement instanceof Statement.RepeatTimes loop) {
      visit(loop.times());
      visit(loop.body());
    } else if (statement instanceof Statement.DefineInt define) {
      visit(define.value());
    } else if (statement instanceof Statement.AssignInt assign) {
      assign(assign.name());
      visit(assign.value());
    } else if (statement instanceof Statement.DefineFloat define) {
      visit(define.value());
    } else if (statement instanceof Statement.AssignFloat assign) {
      assign(assign.name());
      visit(assign.value());
    } else if (statement instanceof Statement.Store store) {
      visit(store.position());
      visit(store.value());
    } else if (statement instanceof Statement.StoreInt store) {
      visit(store.position());
      visit(store.value());
    } else if (statement instanceof Statement.If branch) {
      visit(branch.condition());
      visit(branch.then());
      visit(branch.otherwise());
    } else {
      throw new AssertionError(statement);
    }
  }

  private void assign(String name) {
    used.add(name);
    assigned.add(name);
  }

  private void visit(Condition condition) {
    if (condition instanceof Condition.InRange range) {
      visit(range.value());
    } else if (condition instanceof Condition.Divisible divisible) {
      visit(divisible.value());
    } else if (condition instanceof Condition.And and) {
      visit(and.left());
      visit(and.right());
    } else {
      throw new AssertionError(condition);
    }
  }

  private void visit(IntExpression expression) {
    if (expression instanceof IntExpression.Variable variable) {
      used.add(variable.name());
    } else if (expression instanceof IntExpression.Sum sum) {
      sum.terms().forEach(this::visit);
    } else if (expression instanceof IntExpression.Product product) {
      visit(product.value());
    } else if (expression instanceof IntExpression.Quotient quotient) {
      visit(quotient.value());
    } else if (expression instanceof IntExpression.Remainder remainder) {
      visit(remainder.value());
    } else if (expression instanceof IntExpression.Minimum minimum) {
      visit(minimum.left());
      visit(minimum.right());
    } else if (expression instanceof IntExpression.Maximum maximum) {
      visit(maximum.left());
      visit(maximum.right());
    } else if (expression instanceof IntExpression.Load load) {
      visit(load.position());
    } else if (expression instanceof IntExpression.Checked checked) {
      visit(checked.value());
    } else if (!(expression instanceof IntExpression.Constant)) {
      throw new AssertionError(expression);
    }
  }

  private void visit(FloatExpression expression) {
    if (expression instanceof FloatExpression.Variable variable) {
      used.add(variable.name());
    } else if (expression instanceof FloatExpression.Load load) {
      visit(load.position());
    } else if (expression instanceof FloatExpression.Broadcast broadcast) {
      visit(broadcast.value());
    } else if (expression instanceof FloatExpression.FromInt fromInt) {
      visit(fromInt.value());
    } else if (expression instanceof FloatExpression.Apply apply) {
      apply.arguments().forEach(this::visit);
    } else if (expression instanceof FloatExpression.MultiplyAdd m) {
      visit(m.a());
      visit(m.b());
      visit(m.c());
    } else if (expression instanceof FloatExpression.CombineLanes combine) {
      visit(combine.value());
    } else if (expression instanceof FloatExpression.Uniform uniform) {
      visit(uniform.element());
    } else if (!(expression instanceof FloatExpression.Constant
        || expression instanceof FloatExpression.LaneNumbers)) {
      throw new AssertionError(expression);
    }
  }
}
