package dev.cnnc.compiler.bytecode;

import dev.cnnc.compiler.loop.Statement;
import java.util.List;

/**
 * Where a nest of vector code is cut: what computes one tile is a method of its own, a
 * micro-kernel, and the loops that go from tile to tile call it. A micro-kernel is called thousands
 * of times a step, so HotSpot compiles it soon, once, and by the normal way; a long method that is
 * entered rarely is compiled in the middle of its loops first, which takes several times as long,
 * and then again. It is also short: in long methods HotSpot gives up inlining vector operations.
 */
final class MicroKernels {
  /** A call costs a few nanoseconds; so many operations take a hundred. */
  private static final long WORTH_A_CALL = 256;

  private MicroKernels() {}

  /** Whether statements only lead to tiles: loops, branches, and positions that these use. */
  static boolean outside(List<Statement> statements) {
    return statements.stream().allMatch(MicroKernels::outside);
  }

  private static boolean outside(Statement statement) {
    return statement instanceof Statement.DefineInt
        || (isLoop(statement) || statement instanceof Statement.If)
            && SplitBlocks.closed(List.of(statement));
  }

  /** Whether a loop that leads to tiles is a micro-kernel itself, as its turns are too short. */
  static boolean whole(Statement statement) {
    if (!isLoop(statement)) {
      return false;
    }
    List<Statement> body = body(statement);
    return Work.of(body) < WORTH_A_CALL || !SplitBlocks.closed(body);
  }

  private static boolean isLoop(Statement statement) {
    return statement instanceof Statement.For
        || statement instanceof Statement.Repeat
        || statement instanceof Statement.RepeatExamples
        || statement instanceof Statement.RepeatTimes;
  }

  private static List<Statement> body(Statement loop) {
    if (loop instanceof Statement.For l) {
      return l.body();
    } else if (loop instanceof Statement.Repeat l) {
      return l.body();
    } else if (loop instanceof Statement.RepeatExamples l) {
      return l.body();
    } else if (loop instanceof Statement.RepeatTimes l) {
      return l.body();
    }
    throw new AssertionError(loop);
  }
}
