package dev.cnnc.compiler.schedule;

import dev.cnnc.compiler.loop.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Makes one kernel of the pieces of a comprehension, where these are cut into tasks alike: one task
 * computes its share of each. The even rows of an image and the odd ones then meet in a cache, and
 * what all pieces read is read from memory once.
 */
final class JoinPieces {
  /**
   * A piece as loops.
   *
   * @param buffers the numbers of those that it reads and writes
   */
  record Piece(LowerNest.TaskLoops loops, int lanes, Set<Integer> buffers) {}

  private JoinPieces() {}

  /** The same computations in as few kernels as possible. */
  static List<Piece> join(List<Piece> pieces) {
    List<Piece> joined = new ArrayList<>();
    for (Piece piece : pieces) {
      int last = joined.size() - 1;
      Optional<Piece> both = last < 0 ? Optional.empty() : join(joined.get(last), piece);
      if (both.isPresent()) {
        joined.set(last, both.get());
      } else {
        joined.add(piece);
      }
    }
    return joined;
  }

  private static void addLoops(List<Statement> statements, Set<String> names) {
    for (Statement statement : statements) {
      if (statement instanceof Statement.For loop) {
        names.add(loop.variable());
        addLoops(loop.body(), names);
      } else if (statement instanceof Statement.If branch) {
        addLoops(branch.then(), names);
        addLoops(branch.otherwise(), names);
      } else if (statement instanceof Statement.Repeat repeat) {
        addLoops(repeat.body(), names);
      } else if (statement instanceof Statement.RepeatExamples repeat) {
        addLoops(repeat.body(), names);
      } else if (statement instanceof Statement.RepeatTimes repeat) {
        addLoops(repeat.body(), names);
      }
    }
  }

  private static Optional<Piece> join(Piece first, Piece second) {
    LowerNest.TaskLoops a = first.loops();
    LowerNest.TaskLoops b = second.loops();
    if (first.lanes() != second.lanes()
        || a.tasksPerExample() != b.tasksPerExample()
        || a.fixedTasks() != b.fixedTasks()
        || a.examplesPerTask() != b.examplesPerTask()) {
      return Optional.empty();
    }
    Map<String, Statement> defined = new HashMap<>();
    for (Statement statement : a.body()) {
      if (statement instanceof Statement.DefineInt define) {
        defined.put(define.name(), define);
      }
    }
    Set<String> loops = new HashSet<>();
    addLoops(b.body(), loops);
    if (loops.stream().anyMatch(defined::containsKey)) {
      return Optional.empty();
    }
    List<Statement> body = new ArrayList<>(a.body());
    for (Statement statement : b.body()) {
      if (statement instanceof Statement.DefineInt define && defined.containsKey(define.name())) {
        if (!defined.get(define.name()).equals(define)) {
          return Optional.empty();
        }
      } else {
        body.add(statement);
      }
    }
    Set<Integer> buffers = new HashSet<>(first.buffers());
    buffers.addAll(second.buffers());
    LowerNest.TaskLoops both =
        new LowerNest.TaskLoops(a.tasksPerExample(), a.fixedTasks(), a.examplesPerTask(), body);
    return Optional.of(new Piece(both, first.lanes(), buffers));
  }
}
