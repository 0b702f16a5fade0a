package dev.cnnc.grammar.testing;

import dev.cnnc.grammar.source.SourceSpan;
import dev.cnnc.grammar.tree.Argument;
import dev.cnnc.grammar.tree.Axis;
import dev.cnnc.grammar.tree.Block;
import dev.cnnc.grammar.tree.Definition;
import dev.cnnc.grammar.tree.Expression;
import dev.cnnc.grammar.tree.IndexBinder;
import dev.cnnc.grammar.tree.Name;
import dev.cnnc.grammar.tree.Parameter;
import dev.cnnc.grammar.tree.Script;
import dev.cnnc.grammar.tree.Setting;
import dev.cnnc.grammar.tree.Stage;
import dev.cnnc.grammar.tree.Statement;
import dev.cnnc.grammar.tree.Subscript;
import dev.cnnc.grammar.tree.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Makes syntax trees at random: everything the grammar can give, whether it makes sense or not. */
public final class RandomTrees {
  private static final SourceSpan NONE = SourceSpan.NONE;
  private static final List<String> NAMES =
      List.of(
          "x",
          "y",
          "kernel",
          "batch",
          "weight",
          "a_very_long_name_that_makes_lines_long",
          "in",
          "as",
          "on",
          "data",
          "input",
          "output",
          "state",
          "update",
          "param",
          "train",
          "f32",
          "int",
          "real",
          "C",
          "assert",
          "result");
  private static final List<String> REDUCTIONS =
      List.of("sum", "max", "min", "mean", "prod", "count", "argmax", "argmin");
  private static final List<String> LABELS =
      List.of("layer", "model", "repeat", "shared", "function", "import");

  private final Random random;

  public RandomTrees(long seed) {
    random = new Random(seed);
  }

  public Script script() {
    return new Script(NONE, list(0, 4, this::definition));
  }

  private Definition definition() {
    return switch (random.nextInt(6)) {
      case 0 -> new Definition.Import(NONE, string());
      case 1 ->
          new Definition.Layer(
              NONE,
              anyName(),
              list(0, 2, () -> new Parameter.Tensor(NONE, anyName(), tensor())),
              list(0, 4, this::value),
              maybe(this::tensor),
              block(2));
      case 2 -> new Definition.Model(NONE, anyName(), list(0, 2, this::value), block(2));
      case 3 -> new Definition.Function(NONE, anyName(), list(0, 3, this::value), expression(3));
      case 4 -> new Definition.Data(NONE, anyName(), list(0, 4, this::setting));
      default ->
          new Definition.Train(
              NONE, anyName(), list(0, 2, () -> argument(1)), anyName(), list(0, 4, this::setting));
    };
  }

  private Parameter.Value value() {
    Type.Kind kind = Type.Kind.values()[random.nextInt(4)];
    Type.Scalar type = new Type.Scalar(NONE, kind, maybe(this::axis));
    return new Parameter.Value(NONE, anyName(), type, maybe(() -> expression(1)));
  }

  private Setting setting() {
    return new Setting(NONE, label(), expression(2));
  }

  private Type.Tensor tensor() {
    Type.Element element = random.nextBoolean() ? Type.Element.F32 : Type.Element.I32;
    return new Type.Tensor(NONE, element, list(0, 3, this::axis));
  }

  private Axis axis() {
    return random.nextInt(4) == 0 ? new Axis.Rest(NONE) : new Axis.Extent(NONE, expression(1));
  }

  private Block block(int depth) {
    return new Block(NONE, list(0, 3, () -> statement(depth)));
  }

  private Statement statement(int depth) {
    return switch (random.nextInt(depth > 0 ? 9 : 8)) {
      case 0 -> new Statement.Input(NONE, anyName(), tensor());
      case 1 -> new Statement.Output(NONE, Optional.empty(), expression(3));
      case 2 -> new Statement.Output(NONE, Optional.of(target()), expression(3));
      case 3 -> new Statement.Param(NONE, anyName(), maybe(this::anyName), tensor(), expression(1));
      case 4 -> new Statement.State(NONE, anyName(), maybe(this::anyName), tensor(), expression(1));
      case 5 -> new Statement.Update(NONE, target(), expression(2));
      case 6 -> new Statement.Assert(NONE, expression(2), string());
      case 7 -> new Statement.Assignment(NONE, target(), expression(4));
      default ->
          new Statement.If(NONE, expression(1), block(depth - 1), maybe(() -> block(depth - 1)));
    };
  }

  private Statement.Target target() {
    Optional<List<IndexBinder>> indices = maybe(() -> list(0, 3, () -> binder(1)));
    return new Statement.Target(NONE, indices.isPresent() ? name() : anyName(), indices);
  }

  private IndexBinder binder(int depth) {
    return random.nextInt(5) == 0
        ? new IndexBinder.Rest(NONE)
        : new IndexBinder.Named(NONE, anyName(), maybe(() -> expression(depth - 1)));
  }

  public Expression expression(int depth) {
    if (depth <= 0) {
      return leaf();
    }
    return switch (random.nextInt(10)) {
      case 0 -> leaf();
      case 1 -> tuple(depth);
      case 2 ->
          new Expression.Unary(
              NONE, Expression.UnaryOperator.values()[random.nextInt(2)], expression(depth - 1));
      case 3, 4, 5 -> {
        Expression.BinaryOperator[] all = Expression.BinaryOperator.values();
        Expression.BinaryOperator operator = all[random.nextInt(all.length)];
        yield new Expression.Binary(NONE, operator, expression(depth - 1), expression(depth - 1));
      }
      case 6 ->
          random.nextBoolean()
              ? new Expression.Conditional(
                  NONE, expression(depth - 1), expression(depth - 1), expression(depth - 1))
              : call(depth);
      case 7 ->
          new Expression.Pipeline(NONE, expression(depth - 1), list(1, 3, () -> stage(depth)));
      case 8 ->
          random.nextInt(3) == 0
              ? new Expression.Member(NONE, expression(depth - 1), label())
              : new Expression.Access(
                  NONE, expression(depth - 1), list(0, 3, () -> subscript(depth)));
      default ->
          new Expression.Reduction(
              NONE,
              new Name(NONE, pick(REDUCTIONS)),
              list(0, 3, () -> binder(depth)),
              expression(depth - 1));
    };
  }

  private Expression tuple(int depth) {
    List<Expression> elements = list(0, 3, () -> expression(depth - 1));
    return elements.size() == 1 ? elements.get(0) : new Expression.Tuple(NONE, elements);
  }

  private Expression.Call call(int depth) {
    return new Expression.Call(
        NONE, anyName(), list(0, 3, () -> argument(depth)), maybe(this::anyName));
  }

  private Argument argument(int depth) {
    return new Argument(NONE, maybe(this::label), expression(depth - 1));
  }

  private Stage stage(int depth) {
    if (random.nextInt(4) > 0) {
      return new Stage.Apply(NONE, call(depth - 1));
    }
    Optional<Name> variable = maybe(this::anyName);
    Optional<Expression> from = variable.map(v -> expression(depth - 1));
    return new Stage.Repeat(
        NONE,
        random.nextBoolean(),
        variable,
        from,
        expression(depth - 1),
        list(1, 2, () -> stage(depth - 1)));
  }

  private Subscript subscript(int depth) {
    return random.nextInt(5) == 0
        ? new Subscript.Rest(NONE)
        : new Subscript.At(NONE, expression(depth - 1));
  }

  private Expression leaf() {
    return switch (random.nextInt(6)) {
      case 0 -> new Expression.NumberLiteral(NONE, random.nextInt(1000), true);
      case 1 -> new Expression.NumberLiteral(NONE, real(), false);
      case 2 -> new Expression.BooleanLiteral(NONE, random.nextBoolean());
      case 3 -> new Expression.StringLiteral(NONE, string());
      default -> new Expression.Reference(NONE, anyName().text());
    };
  }

  /** Positive numbers of all sizes. */
  private double real() {
    double value = Math.abs(Double.longBitsToDouble(random.nextLong()));
    return Double.isFinite(value) ? value : random.nextInt(3) / 2.0;
  }

  private String string() {
    return Stream.generate(() -> pick(List.of("a", " ", "\"", "\\", "\n", "\t", "//", "é", "😀")))
        .limit(random.nextInt(6))
        .reduce("", String::concat);
  }

  private Name name() {
    return new Name(NONE, pick(NAMES));
  }

  private Name anyName() {
    return random.nextInt(4) == 0 ? new Name(NONE, pick(REDUCTIONS)) : name();
  }

  private Name label() {
    return random.nextInt(4) == 0 ? new Name(NONE, pick(LABELS)) : anyName();
  }

  private <T> T pick(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  private <T> Optional<T> maybe(Supplier<T> supplier) {
    return random.nextBoolean() ? Optional.of(supplier.get()) : Optional.empty();
  }

  private <T> List<T> list(int least, int most, Supplier<T> supplier) {
    List<T> result = new ArrayList<>();
    for (int n = least + random.nextInt(most - least + 1); n > 0; n--) {
      result.add(supplier.get());
    }
    return result;
  }
}
