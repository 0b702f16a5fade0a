package dev.cnnc.grammar.tree;

import dev.cnnc.grammar.source.SourceSpan;
import java.util.List;
import java.util.Optional;

/**
 * An expression: of compile-time values, of tensors, or of indices, depending on where it stands.
 */
public sealed interface Expression extends SyntaxNode {
  /** A number as written; {@code whole} if it has neither point nor exponent. */
  record NumberLiteral(SourceSpan span, double value, boolean whole) implements Expression {}

  record BooleanLiteral(SourceSpan span, boolean value) implements Expression {}

  record StringLiteral(SourceSpan span, String value) implements Expression {}

  record Reference(SourceSpan span, String name) implements Expression {}

  /** {@code (a, b)}; a single element in parentheses is that element, not a tuple. */
  record Tuple(SourceSpan span, List<Expression> elements) implements Expression {
    public Tuple {
      elements = List.copyOf(elements);
    }
  }

  record Unary(SourceSpan span, UnaryOperator operator, Expression operand) implements Expression {}

  record Binary(SourceSpan span, BinaryOperator operator, Expression left, Expression right)
      implements Expression {}

  /** {@code if C then A else B} */
  record Conditional(SourceSpan span, Expression condition, Expression then, Expression otherwise)
      implements Expression {}

  /** {@code f(a, b = c) as alias} */
  record Call(SourceSpan span, Name callee, List<Argument> arguments, Optional<Name> alias)
      implements Expression {
    public Call {
      arguments = List.copyOf(arguments);
    }
  }

  /** {@code x |> f(a) |> repeat 3 { … }} */
  record Pipeline(SourceSpan span, Expression source, List<Stage> stages) implements Expression {
    public Pipeline {
      stages = List.copyOf(stages);
    }
  }

  /** {@code x[c, i + u]}, {@code kernel[0]}, {@code x.shape[1]} */
  record Access(SourceSpan span, Expression target, List<Subscript> subscripts)
      implements Expression {
    public Access {
      subscripts = List.copyOf(subscripts);
    }
  }

  /** {@code x.shape}, {@code result.shape} */
  record Member(SourceSpan span, Expression target, Name name) implements Expression {}

  /** {@code sum[c, u < 3] body} */
  record Reduction(SourceSpan span, Name kind, List<IndexBinder> indices, Expression body)
      implements Expression {
    public Reduction {
      indices = List.copyOf(indices);
    }
  }

  enum UnaryOperator {
    NEGATE("-"),
    NOT("not");

    private final String symbol;

    UnaryOperator(String symbol) {
      this.symbol = symbol;
    }

    public String symbol() {
      return symbol;
    }
  }

  enum BinaryOperator {
    ADD("+"),
    SUBTRACT("-"),
    MULTIPLY("*"),
    DIVIDE("/"),
    REMAINDER("%"),
    POWER("^"),
    EQUAL("=="),
    NOT_EQUAL("!="),
    LESS("<"),
    LESS_EQUAL("<="),
    GREATER(">"),
    GREATER_EQUAL(">="),
    AND("and"),
    OR("or");

    private final String symbol;

    BinaryOperator(String symbol) {
      this.symbol = symbol;
    }

    public String symbol() {
      return symbol;
    }
  }
}
