package dev.cnnc.compiler.bytecode;

import dev.cnnc.compiler.loop.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToIntFunction;

/**
 * Cuts a list of statements into stretches that can become methods of their own: a stretch neither
 * introduces nor assigns a variable that is used after it. Variables that it only reads become
 * parameters.
 */
final class SplitBlocks {
  private SplitBlocks() {}

  /**
   * @param most neighbouring stretches are joined as long as they are no larger than this
   * @param size of statements, in bytes of code
   * @return all statements, in order; a stretch that cannot be cut may be larger than {@code most}
   */
  static List<List<Statement>> split(
      List<Statement> statements, int most, ToIntFunction<List<Statement>> size) {
    List<List<Statement>> stretches = new ArrayList<>();
    int start = 0;
    int bytes = 0;
    int from = 0;
    for (int to : ends(statements)) {
      int more = size.applyAsInt(statements.subList(from, to));
      if (from > start && bytes + more > most) {
        stretches.add(statements.subList(start, from));
        start = from;
        bytes = 0;
      }
      bytes += more;
      from = to;
    }
    if (start < statements.size()) {
      stretches.add(statements.subList(start, statements.size()));
    }
    return stretches;
  }

  /** Where the smallest stretches end: past the last use of all they introduce or assign. */
  private static List<Integer> ends(List<Statement> statements) {
    List<VariableUse> uses = statements.stream().map(s -> VariableUse.of(List.of(s))).toList();
    Map<String, Integer> lastUse = new HashMap<>();
    for (int s = 0; s < uses.size(); s++) {
      for (String name : uses.get(s).used()) {
        lastUse.put(name, s);
      }
    }
    List<Integer> ends = new ArrayList<>();
    int reach = 0;
    for (int s = 0; s < uses.size(); s++) {
      reach = Math.max(reach, s);
      for (Set<String> names : List.of(uses.get(s).defined(), uses.get(s).assigned())) {
        for (String name : names) {
          reach = Math.max(reach, lastUse.getOrDefault(name, s));
        }
      }
      if (s == reach) {
        ends.add(s + 1);
      }
    }
    return ends;
  }

  /**
   * Whether the statements may become a method: what they assign they have also introduced. (An
   * assignment to an outer variable could be read in the next turn of a loop around them.)
   */
  static boolean closed(List<Statement> statements) {
    return closed(statements, List.of());
  }

  private static boolean closed(List<Statement> statements, List<String> outer) {
    List<String> visible = new ArrayList<>(outer);
    for (Statement statement : statements) {
      boolean fine = true;
      if (statement instanceof Statement.DefineInt define) {
        visible.add(define.name());
      } else if (statement instanceof Statement.DefineFloat define) {
        visible.add(define.name());
      } else if (statement instanceof Statement.AssignInt assign) {
        fine = visible.contains(assign.name());
      } else if (statement instanceof Statement.AssignFloat assign) {
        fine = visible.contains(assign.name());
      } else if (statement instanceof Statement.For loop) {
        fine = closed(loop.body(), visible);
      } else if (statement instanceof Statement.Repeat loop) {
        fine = closed(loop.body(), visible);
      } else if (statement instanceof Statement.RepeatExamples loop) {
        fine = closed(loop.body(), visible);
      } else if (statement instanceof Statement.RepeatTimes loop) {
        fine = closed(loop.body(), visible);
      } else if (statement instanceof Statement.If branch) {
        fine = closed(branch.then(), visible) && closed(branch.otherwise(), visible);
      }
      if (!fine) {
        return false;
      }
    }
    return true;
  }
}
