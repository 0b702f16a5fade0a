package dev.cnnc.compiler.bytecode;

import dev.cnnc.compiler.loop.FloatExpression;
import dev.cnnc.compiler.loop.IntExpression;
import dev.cnnc.compiler.loop.Statement;
import java.util.List;

/** How much statements compute, at least: operations on numbers or vectors, loads included. */
final class Work {
  /** Where to stop counting: what is compared with is far less. */
  private static final long PLENTY = 1L << 40;

  private Work() {}

  /** Loops of unknown length count as one turn, branches as the longer one. */
  static long of(List<Statement> statements) {
    long work = 0;
    for (Statement statement : statements) {
      work += of(statement);
    }
    return Math.min(work, PLENTY);
  }

  private static long of(Statement statement) {
    if (statement instanceof Statement.For loop) {
      return turns(loop) * of(loop.body());
    } else if (statement instanceof Statement.Repeat loop) {
      return loop.times() * of(loop.body());
    } else if (statement instanceof Statement.RepeatExamples loop) {
      return of(loop.body());
    } else if (statement instanceof Statement.RepeatTimes loop) {
      return of(loop.body());
    } else if (statement instanceof Statement.If branch) {
      return Math.max(of(branch.then()), of(branch.otherwise()));
    } else if (statement instanceof Statement.DefineFloat define) {
      return of(define.value());
    } else if (statement instanceof Statement.AssignFloat assign) {
      return of(assign.value());
    } else if (statement instanceof Statement.Store store) {
      return 1 + of(store.value());
    } else if (statement instanceof Statement.StoreInt) {
      return 1;
    }
    return 0;
  }

  private static long turns(Statement.For loop) {
    IntExpression length =
        FoldPositions.fold(
            new IntExpression.Sum(List.of(loop.to(), new IntExpression.Product(loop.from(), -1))));
    return length instanceof IntExpression.Constant c
        ? Math.max(0, (c.value() + loop.step() - 1) / loop.step())
        : 1;
  }

  private static long of(FloatExpression expression) {
    if (expression instanceof FloatExpression.Apply apply) {
      return 1 + apply.arguments().stream().mapToLong(Work::of).sum();
    } else if (expression instanceof FloatExpression.MultiplyAdd m) {
      return 1 + of(m.a()) + of(m.b()) + of(m.c());
    } else if (expression instanceof FloatExpression.Broadcast broadcast) {
      return of(broadcast.value());
    } else if (expression instanceof FloatExpression.CombineLanes combine) {
      return 1 + of(combine.value());
    }
    return expression instanceof FloatExpression.Load
            || expression instanceof FloatExpression.Uniform
        ? 1
        : 0;
  }
}
