package dev.cnnc.compiler.loop;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The variables that bounds of loops, conditions, quotients, minima and the like depend on. One
 * value of these at a time, positions are sums of products of variables that do not depend on each
 * other, and intervals are exact for those.
 */
final class CaseVariables {
  private final Set<String> names = new HashSet<>();
  private final Map<String, IntExpression> definitions = new HashMap<>();

  private CaseVariables() {}

  /** Without the task and the batch. */
  static Set<String> of(List<Statement> body) {
    CaseVariables variables = new CaseVariables();
    variables.block(body);
    for (int known = -1; known < variables.names.size(); ) {
      known = variables.names.size();
      for (String name : List.copyOf(variables.names)) {
        if (variables.definitions.containsKey(name)) {
          variables.addAll(variables.definitions.get(name));
        }
      }
    }
    variables.names.remove(IntExpression.Variable.TASK.name());
    variables.names.remove(IntExpression.Variable.BATCH.name());
    return variables.names;
  }

  private void block(List<Statement> statements) {
    statements.forEach(this::statement);
  }

  private void statement(Statement statement) {
    if (statement instanceof Statement.For loop) {
      addAll(loop.from());
      addAll(loop.to());
      block(loop.body());
    } else if (statement instanceof Statement.Repeat loop) {
      block(loop.body());
    } else if (statement instanceof Statement.RepeatExamples loop) {
      block(loop.body());
    } else if (statement instanceof Statement.RepeatTimes loop) {
      addAll(loop.times());
      block(loop.body());
    } else if (statement instanceof Statement.DefineInt define) {
      definitions.put(define.name(), define.value());
      addBent(define.value());
    } else if (statement instanceof Statement.AssignInt assign) {
      addBent(assign.value());
    } else if (statement instanceof Statement.Store store) {
      addBent(store.position());
    } else if (statement instanceof Statement.If branch) {
      condition(branch.condition());
      block(branch.then());
      block(branch.otherwise());
    }
  }

  private void condition(Condition condition) {
    if (condition instanceof Condition.InRange range) {
      addAll(range.value());
    } else if (condition instanceof Condition.Divisible divisible) {
      addAll(divisible.value());
    } else if (condition instanceof Condition.And and) {
      condition(and.left());
      condition(and.right());
    } else {
      throw new AssertionError(condition);
    }
  }

  /** The variables of all parts of an expression that are not sums of products. */
  private void addBent(IntExpression expression) {
    if (expression instanceof IntExpression.Sum sum) {
      sum.terms().forEach(this::addBent);
    } else if (expression instanceof IntExpression.Product product) {
      addBent(product.value());
    } else if (!(expression instanceof IntExpression.Variable)) {
      addAll(expression);
    }
  }

  private void addAll(IntExpression expression) {
    if (expression instanceof IntExpression.Variable variable) {
      names.add(variable.name());
    } else if (expression instanceof IntExpression.Sum sum) {
      sum.terms().forEach(this::addAll);
    } else if (expression instanceof IntExpression.Product product) {
      addAll(product.value());
    } else if (expression instanceof IntExpression.Quotient quotient) {
      addAll(quotient.value());
    } else if (expression instanceof IntExpression.Remainder remainder) {
      addAll(remainder.value());
    } else if (expression instanceof IntExpression.Minimum minimum) {
      addAll(minimum.left());
      addAll(minimum.right());
    } else if (expression instanceof IntExpression.Maximum maximum) {
      addAll(maximum.left());
      addAll(maximum.right());
    }
  }
}
