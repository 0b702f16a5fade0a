package dev.cnnc.compiler.schedule;

import dev.cnnc.compiler.graph.Affine;
import dev.cnnc.compiler.loop.IntExpression;
import dev.cnnc.compiler.loop.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Positions within one block of statements. What of a position depends on variables is computed
 * once, before the block; positions that differ by a constant share it. If the block is the body of
 * a loop that counts without a variable, it is advanced at the end of each turn:
 *
 * <pre>
 * at = i·strideᵢ + …
 * repeat {
 *   … buffer[at + constant] …
 *   at += stride of the loop's index
 * }
 * </pre>
 */
final class Positions {
  private final Names names;
  private final String running;
  private final Map<Affine, String> bases = new LinkedHashMap<>();

  /**
   * @param running the index of the loop whose body this is, if it has no variable; else empty
   */
  Positions(Names names, String running) {
    this.names = names;
    this.running = running;
  }

  IntExpression at(Affine position) {
    Affine variable = position.plus(-position.constant());
    if (variable.isConstant()) {
      return Ints.constant(position.constant());
    }
    if (variable.coefficient(running) == 0 && variable.isIndex()) {
      return Ints.of(position);
    }
    String base = bases.computeIfAbsent(variable, v -> names.next("at"));
    return Ints.plus(Ints.variable(base), position.constant());
  }

  /** What has to stand before the block. */
  List<Statement> definitions() {
    List<Statement> definitions = new ArrayList<>();
    bases.forEach(
        (variable, name) -> {
          Affine start = variable.substitute(running, Affine.constant(0));
          definitions.add(new Statement.DefineInt(name, Ints.of(start)));
        });
    return definitions;
  }

  /** What has to stand at the end of the block. */
  List<Statement> advances() {
    List<Statement> advances = new ArrayList<>();
    bases.forEach(
        (variable, name) -> {
          int step = variable.coefficient(running);
          if (step != 0) {
            advances.add(new Statement.AssignInt(name, Ints.plus(Ints.variable(name), step)));
          }
        });
    return advances;
  }
}
