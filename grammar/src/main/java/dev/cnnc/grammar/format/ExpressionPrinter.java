package dev.cnnc.grammar.format;

import dev.cnnc.grammar.tree.Argument;
import dev.cnnc.grammar.tree.Axis;
import dev.cnnc.grammar.tree.Expression;
import dev.cnnc.grammar.tree.Expression.BinaryOperator;
import dev.cnnc.grammar.tree.Expression.UnaryOperator;
import dev.cnnc.grammar.tree.IndexBinder;
import dev.cnnc.grammar.tree.Stage;
import dev.cnnc.grammar.tree.Subscript;
import dev.cnnc.grammar.tree.Type;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Writes expressions and types on one line, with the parentheses they need and no others. What is
 * printed reads back as the same tree.
 */
public final class ExpressionPrinter {
  private static final Set<String> REDUCTIONS =
      Set.of("sum", "max", "min", "mean", "prod", "count", "argmax", "argmin");

  /** Inside the brackets of an access a product is written tightly: {@code x[2*i + u]}. */
  private boolean inSubscript;

  private ExpressionPrinter() {}

  public static String print(Expression expression) {
    return new ExpressionPrinter().text(expression);
  }

  public static String print(Type type) {
    if (type instanceof Type.Tensor tensor) {
      String element = tensor.element().name().toLowerCase(Locale.ROOT);
      return element + list("[", tensor.axes(), ExpressionPrinter::print, "]");
    }
    Type.Scalar scalar = (Type.Scalar) type;
    return scalar.kind().name().toLowerCase(Locale.ROOT)
        + scalar.count().map(count -> "[" + print(count) + "]").orElse("");
  }

  private static String print(Axis axis) {
    return axis instanceof Axis.Extent extent ? print(extent.value()) : "..";
  }

  /** {@code u, v < 3, ..} */
  public static String print(List<IndexBinder> binders) {
    return list(
        "",
        binders,
        binder ->
            binder instanceof IndexBinder.Named named
                ? named.name().text() + named.extent().map(e -> " < " + extent(e)).orElse("")
                : "..",
        "");
  }

  private static String extent(Expression extent) {
    return new ExpressionPrinter().operand(extent, Precedence.SUM, Optional.empty());
  }

  /** {@code a, b = c} */
  public static String printArguments(List<Argument> arguments) {
    return new ExpressionPrinter().arguments(arguments);
  }

  private String text(Expression expression) {
    return operand(expression, Precedence.CONDITIONAL, Optional.empty());
  }

  private String bracketed(Expression expression, boolean subscript) {
    boolean outer = inSubscript;
    inSubscript = subscript;
    String text = text(expression);
    inSubscript = outer;
    return text;
  }

  /**
   * Writes an expression where one at least as tight as {@code least} must stand.
   *
   * @param follow the operator that comes right after it: a prefix at its end must not swallow it
   */
  private String operand(Expression expression, Precedence least, Optional<Precedence> follow) {
    Precedence own = Precedence.of(expression);
    boolean prefix =
        (own == Precedence.REDUCTION
                && (least == Precedence.PRODUCT.next() || least == Precedence.NEGATION))
            || (own == Precedence.NEGATION && least == Precedence.POWER);
    boolean swallows =
        (own == Precedence.REDUCTION || own == Precedence.NEGATION)
            && follow.isPresent()
            && !follow.get().isLooserThan(own);
    boolean parentheses = (own.isLooserThan(least) && !prefix) || swallows;
    return parentheses ? "(" + text(expression) + ")" : write(expression, follow);
  }

  private String write(Expression expression, Optional<Precedence> follow) {
    if (expression instanceof Expression.NumberLiteral number) {
      return number(number);
    } else if (expression instanceof Expression.BooleanLiteral bool) {
      return Boolean.toString(bool.value());
    } else if (expression instanceof Expression.StringLiteral string) {
      return quote(string.value());
    } else if (expression instanceof Expression.Reference reference) {
      return reference.name();
    } else if (expression instanceof Expression.Tuple tuple) {
      return list("(", tuple.elements(), this::text, ")");
    } else if (expression instanceof Expression.Unary unary) {
      boolean not = unary.operator() == UnaryOperator.NOT;
      return (not ? "not " : "-")
          + operand(unary.operand(), not ? Precedence.NOT : Precedence.NEGATION, follow);
    } else if (expression instanceof Expression.Binary binary) {
      return binary(binary, follow);
    } else if (expression instanceof Expression.Conditional conditional) {
      return "if "
          + text(conditional.condition())
          + " then "
          + text(conditional.then())
          + " else "
          + text(conditional.otherwise());
    } else if (expression instanceof Expression.Call call) {
      return call.callee().text() + "(" + arguments(call.arguments()) + ")" + alias(call);
    } else if (expression instanceof Expression.Pipeline pipeline) {
      return operand(
              pipeline.source(), Precedence.PIPELINE.next(), Optional.of(Precedence.PIPELINE))
          + list(" |> ", pipeline.stages(), this::stage, "", " |> ");
    } else if (expression instanceof Expression.Access access) {
      return target(access.target())
          + list(
              "[",
              access.subscripts(),
              s -> s instanceof Subscript.At at ? bracketed(at.position(), true) : "..",
              "]");
    } else if (expression instanceof Expression.Member member) {
      return operand(member.target(), Precedence.OPERAND, Optional.empty())
          + "."
          + member.name().text();
    } else if (expression instanceof Expression.Reduction reduction) {
      return reduction.kind().text()
          + "["
          + print(reduction.indices())
          + "] "
          + operand(reduction.body(), Precedence.PRODUCT, follow);
    }
    throw new IllegalArgumentException("unknown expression " + expression.getClass());
  }

  private String binary(Expression.Binary binary, Optional<Precedence> follow) {
    BinaryOperator operator = binary.operator();
    Precedence own = Precedence.of(operator);
    // Powers associate to the right, comparisons not at all, all others to the left.
    boolean leftTighter = own == Precedence.POWER || own == Precedence.COMPARISON;
    Precedence right = own == Precedence.POWER ? own : own.next();
    if (own == Precedence.SUM) {
      right = Precedence.REDUCTION;
    }
    boolean tight =
        operator == BinaryOperator.POWER || (inSubscript && operator == BinaryOperator.MULTIPLY);
    return operand(binary.left(), leftTighter ? own.next() : own, Optional.of(own))
        + (tight ? operator.symbol() : " " + operator.symbol() + " ")
        + operand(binary.right(), right, follow);
  }

  /** The name of a reduction before a bracket would start a reduction. */
  private String target(Expression target) {
    boolean reduction =
        target instanceof Expression.Reference reference && REDUCTIONS.contains(reference.name());
    String text = operand(target, Precedence.OPERAND, Optional.empty());
    return reduction ? "(" + text + ")" : text;
  }

  private String stage(Stage stage) {
    if (stage instanceof Stage.Apply apply) {
      Expression.Call call = apply.call();
      String arguments = call.arguments().isEmpty() ? "" : "(" + arguments(call.arguments()) + ")";
      return call.callee().text() + arguments + alias(call);
    }
    Stage.Repeat repeat = (Stage.Repeat) stage;
    return "repeat "
        + (repeat.shared() ? "shared " : "")
        + repeat
            .variable()
            .map(v -> v.text() + " in " + repeat.from().map(this::range).orElse("0") + "..")
            .orElse("")
        + range(repeat.to())
        + list(" { ", repeat.stages(), this::stage, " }", " |> ");
  }

  private String range(Expression bound) {
    return bracketed(bound, false);
  }

  private String arguments(List<Argument> arguments) {
    return list(
        "",
        arguments,
        a -> a.name().map(n -> n.text() + " = ").orElse("") + bracketed(a.value(), false),
        "");
  }

  private static String alias(Expression.Call call) {
    return call.alias().map(a -> " as " + a.text()).orElse("");
  }

  private static String number(Expression.NumberLiteral literal) {
    double value = literal.value();
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException("no literal denotes " + value);
    }
    if (literal.whole()) {
      return Long.toString((long) value);
    }
    String text = Double.toString(value);
    return text.contains("E") ? text.replace(".0E", "E").replace('E', 'e') : text;
  }

  static String quote(String text) {
    return "\""
        + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n").replace("\t", "\\t")
        + "\"";
  }

  private static <T> String list(
      String open, List<T> elements, Function<T, String> print, String close) {
    return list(open, elements, print, close, ", ");
  }

  private static <T> String list(
      String open, List<T> elements, Function<T, String> print, String close, String separator) {
    return elements.stream().map(print).collect(Collectors.joining(separator, open, close));
  }
}
