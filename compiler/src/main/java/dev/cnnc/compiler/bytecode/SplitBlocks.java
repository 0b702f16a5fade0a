package dev.cnnc.compiler.bytecode;

import dev.cnnc.compiler.loop.Statement;
import java.util.ArrayList;
import java.util.List;
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
    for (List<Statement> next : smallest(statements)) {
      if (!stretches.isEmpty()) {
        List<Statement> joined = new ArrayList<>(stretches.get(stretches.size() - 1));
        joined.addAll(next);
        if (size.applyAsInt(joined) <= most) {
          stretches.set(stretches.size() - 1, joined);
          continue;
        }
      }
      stretches.add(next);
    }
    return stretches;
  }

  private static List<List<Statement>> smallest(List<Statement> statements) {
    List<List<Statement>> stretches = new ArrayList<>();
    int start = 0;
    for (int end = 1; end <= statements.size(); end++) {
      if (separate(statements.subList(start, end), statements.subList(end, statements.size()))) {
        stretches.add(statements.subList(start, end));
        start = end;
      }
    }
    return stretches;
  }

  private static boolean separate(List<Statement> stretch, List<Statement> after) {
    VariableUse before = VariableUse.of(stretch);
    VariableUse later = VariableUse.of(after);
    return before.defined().stream().noneMatch(later.used()::contains)
        && before.assigned().stream()
            .filter(name -> !before.defined().contains(name))
            .noneMatch(later.used()::contains);
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
