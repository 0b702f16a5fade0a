package dev.cnnc.compiler.schedule;

import dev.cnnc.compiler.loop.FloatExpression;
import dev.cnnc.compiler.loop.IntExpression;
import dev.cnnc.compiler.loop.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Statements that are being put together, and what their variables hold. */
final class Block {
  final Names names;
  final Positions positions;
  final List<Statement> statements = new ArrayList<>();
  private final Map<FloatExpression, FloatExpression> known;
  private final Map<IntExpression, IntExpression> knownInts;

  Block(Names names, Positions positions) {
    this(names, positions, Map.of(), Map.of());
  }

  private Block(
      Names names,
      Positions positions,
      Map<FloatExpression, FloatExpression> known,
      Map<IntExpression, IntExpression> knownInts) {
    this.names = names;
    this.positions = positions;
    this.known = new HashMap<>(known);
    this.knownInts = new HashMap<>(knownInts);
  }

  /** A block inside this one, run at most once for each run of it. */
  Block inner() {
    return new Block(names, positions, known, knownInts);
  }

  /** A variable that holds the value; the same for the same expression. */
  FloatExpression define(String stem, FloatExpression value) {
    if (value instanceof FloatExpression.Variable || value instanceof FloatExpression.Constant) {
      return value;
    }
    return known.computeIfAbsent(value, v -> introduce(stem, v));
  }

  /** As {@link #define(String, FloatExpression)}, for whole numbers that cost something. */
  IntExpression define(String stem, IntExpression value) {
    return knownInts.computeIfAbsent(
        value,
        v -> {
          String name = names.next(stem);
          statements.add(new Statement.DefineInt(name, v));
          return new IntExpression.Variable(name);
        });
  }

  /** A new variable, which may be assigned to. */
  FloatExpression.Variable introduce(String stem, FloatExpression value) {
    String name = names.next(stem);
    statements.add(new Statement.DefineFloat(name, value));
    return new FloatExpression.Variable(name, value.vector());
  }

  /** The block's statements after the positions they need. */
  List<Statement> withPositions() {
    List<Statement> all = new ArrayList<>(positions.definitions());
    all.addAll(statements);
    return all;
  }
}
