package dev.cnnc.compiler.loop;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** Where code loads and stores vectors. */
final class VectorAccesses {
  private VectorAccesses() {}

  /** The loads and the stores, each once. */
  static Set<Object> in(List<Statement> body) {
    Set<Object> accesses = Collections.newSetFromMap(new IdentityHashMap<>());
    block(body, accesses);
    return accesses;
  }

  private static void block(List<Statement> statements, Set<Object> accesses) {
    for (Statement statement : statements) {
      if (statement instanceof Statement.For loop) {
        block(loop.body(), accesses);
      } else if (statement instanceof Statement.Repeat loop) {
        block(loop.body(), accesses);
      } else if (statement instanceof Statement.RepeatExamples loop) {
        block(loop.body(), accesses);
      } else if (statement instanceof Statement.RepeatTimes loop) {
        block(loop.body(), accesses);
      } else if (statement instanceof Statement.If branch) {
        block(branch.then(), accesses);
        block(branch.otherwise(), accesses);
      } else if (statement instanceof Statement.DefineFloat define) {
        loads(define.value(), accesses::add);
      } else if (statement instanceof Statement.AssignFloat assign) {
        loads(assign.value(), accesses::add);
      } else if (statement instanceof Statement.Store store) {
        loads(store.value(), accesses::add);
        if (store.value().vector()) {
          accesses.add(store);
        }
      } else if (!(statement instanceof Statement.DefineInt
          || statement instanceof Statement.AssignInt
          || statement instanceof Statement.StoreInt)) {
        throw new AssertionError(statement);
      }
    }
  }

  /** Finds the vectors that an expression loads. */
  static void loads(FloatExpression expression, Consumer<FloatExpression.Load> found) {
    if (expression instanceof FloatExpression.Load load) {
      if (load.vector()) {
        found.accept(load);
      }
    } else if (expression instanceof FloatExpression.Broadcast broadcast) {
      loads(broadcast.value(), found);
    } else if (expression instanceof FloatExpression.Apply apply) {
      apply.arguments().forEach(argument -> loads(argument, found));
    } else if (expression instanceof FloatExpression.MultiplyAdd sum) {
      loads(sum.a(), found);
      loads(sum.b(), found);
      loads(sum.c(), found);
    } else if (expression instanceof FloatExpression.CombineLanes combine) {
      loads(combine.value(), found);
    } else if (!(expression instanceof FloatExpression.Constant
        || expression instanceof FloatExpression.Variable
        || expression instanceof FloatExpression.FromInt
        || expression instanceof FloatExpression.LaneNumbers
        || expression instanceof FloatExpression.Uniform)) {
      throw new AssertionError(expression);
    }
  }
}
