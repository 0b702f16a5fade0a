package dev.cnnc.compiler.elaborate;

import dev.cnnc.compiler.graph.Scalar;
import dev.cnnc.compiler.graph.ScalarFunction;
import dev.cnnc.compiler.graph.Shape;
import dev.cnnc.grammar.source.SourceSpan;
import dev.cnnc.grammar.tree.Expression;
import dev.cnnc.grammar.tree.Expression.BinaryOperator;
import dev.cnnc.grammar.tree.Expression.UnaryOperator;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Operators and functions of any operands: constants are computed, affine expressions of indices
 * stay affine, and tensors are combined element by element.
 */
final class Operators {
  private final Evaluator at;
  private final Frame frame;

  Operators(Evaluator at) {
    this.at = at;
    this.frame = at.frame();
  }

  Meaning unary(Expression.Unary unary) {
    Meaning operand = at.evaluate(unary.operand());
    ScalarFunction function =
        switch (unary.operator()) {
          case NEGATE -> ScalarFunction.NEGATE;
          case NOT -> ScalarFunction.NOT;
        };
    if (operand instanceof Constant.Truth truth && unary.operator() == UnaryOperator.NOT) {
      return Constant.of(!truth.value());
    }
    if (operand instanceof Constant && unary.operator() == UnaryOperator.NOT) {
      return wrongOperand(unary.operator().symbol(), unary.span(), operand);
    }
    return apply(
        function,
        unary.operator().symbol(),
        unary.span(),
        List.of(unary.operand()),
        List.of(operand));
  }

  Meaning binary(Expression.Binary binary) {
    BinaryOperator operator = binary.operator();
    Meaning left = at.evaluate(binary.left());
    boolean logic = operator == BinaryOperator.AND || operator == BinaryOperator.OR;
    if (logic
        && left instanceof Constant.Truth truth
        && truth.value() == (operator == BinaryOperator.OR)) {
      return left;
    }
    Meaning right = at.evaluate(binary.right());
    if (left instanceof Constant a && right instanceof Constant b) {
      Optional<Constant> compared = compare(operator, a, b);
      if (compared.isPresent()) {
        return compared.get();
      }
    }
    return apply(
        scalarFunction(operator),
        operator.symbol(),
        binary.span(),
        List.of(binary.left(), binary.right()),
        List.of(left, right));
  }

  /** Comparisons and logic of constants, whose result is a truth value. */
  private static Optional<Constant> compare(BinaryOperator operator, Constant a, Constant b) {
    if (operator == BinaryOperator.EQUAL) {
      return Optional.of(Constant.of(a.equals(b)));
    }
    if (operator == BinaryOperator.NOT_EQUAL) {
      return Optional.of(Constant.of(!a.equals(b)));
    }
    if (a instanceof Constant.Truth p && b instanceof Constant.Truth q) {
      if (operator == BinaryOperator.AND) {
        return Optional.of(Constant.of(p.value() && q.value()));
      }
      if (operator == BinaryOperator.OR) {
        return Optional.of(Constant.of(p.value() || q.value()));
      }
    }
    if (a instanceof Constant.Number x && b instanceof Constant.Number y) {
      switch (operator) {
        case LESS, LESS_EQUAL, GREATER, GREATER_EQUAL:
          double holds = scalarFunction(operator).evaluate(x.value(), y.value());
          return Optional.of(Constant.of(holds != 0));
        default:
          return Optional.empty();
      }
    }
    return Optional.empty();
  }

  /**
   * Applies a function to operands of any kind.
   *
   * @param symbol how the function is written, for messages
   * @param sources the expressions the operands come from, for messages
   */
  Meaning apply(
      ScalarFunction function,
      String symbol,
      SourceSpan span,
      List<Expression> sources,
      List<Meaning> operands) {
    for (Meaning operand : operands) {
      if (operand == Meaning.UNKNOWN) {
        return Meaning.UNKNOWN;
      }
    }
    for (Meaning operand : operands) {
      if (operand instanceof Constant constant && !constant.isNumeric()) {
        return wrongOperand(symbol, span, operand);
      }
    }
    if (operands.stream().allMatch(Constant.Number.class::isInstance)) {
      return compute(function, symbol, span, operands);
    }
    if (operands.stream().allMatch(Constant.class::isInstance)) {
      Meaning odd = operands.stream().filter(Constant.Truth.class::isInstance).findFirst().get();
      return wrongOperand(symbol, span, odd);
    }
    try {
      Optional<Meaning> affine = AffineArithmetic.apply(function, operands);
      if (affine.isPresent()) {
        return affine.get();
      }
    } catch (ArithmeticException overflow) {
      frame.report(Code.ARITHMETIC, span, "this index expression leaves the range of an int");
      return Meaning.UNKNOWN;
    }
    return elementwise(function, symbol, span, sources, operands);
  }

  private Meaning elementwise(
      ScalarFunction function,
      String symbol,
      SourceSpan span,
      List<Expression> sources,
      List<Meaning> operands) {
    Shape shape = Shape.SCALAR;
    List<Scalar> bodies = new ArrayList<>();
    List<Meaning.Elementwise> parts = new ArrayList<>();
    for (Meaning operand : operands) {
      Meaning.Elementwise part = new Placement(at).toElementwise(operand, span);
      parts.add(part);
      bodies.add(part.body());
      if (part.shape().rank() > 0) {
        if (shape.rank() > 0 && !shape.equals(part.shape())) {
          new ShapeMismatch(frame).report(symbol, span, sources, operands, parts);
          return Meaning.UNKNOWN;
        }
        shape = part.shape();
      }
    }
    return new Meaning.Elementwise(shape, new Scalar.Apply(function, bodies));
  }

  private Meaning compute(
      ScalarFunction function, String symbol, SourceSpan span, List<Meaning> operands) {
    double[] values =
        operands.stream().mapToDouble(operand -> ((Constant.Number) operand).value()).toArray();
    boolean divides = function == ScalarFunction.DIVIDE || function == ScalarFunction.REMAINDER;
    if (divides && values[1] == 0) {
      frame.report(Code.ARITHMETIC, span, "division by zero");
      return Meaning.UNKNOWN;
    }
    if (function == ScalarFunction.FLOOR) {
      values[0] = Constant.Number.withoutNoise(values[0]);
    }
    double result = function.evaluate(values);
    if (!Double.isFinite(result)) {
      frame.report(Code.ARITHMETIC, span, "the result of '" + symbol + "' is " + result);
      return Meaning.UNKNOWN;
    }
    return Constant.of(result);
  }

  private Meaning wrongOperand(String symbol, SourceSpan span, Meaning operand) {
    String found = operand instanceof Constant constant ? constant.describe() : "a tensor";
    frame.report(Code.OPERAND_TYPE, span, "'" + symbol + "' cannot be applied to " + found);
    return Meaning.UNKNOWN;
  }

  static ScalarFunction scalarFunction(BinaryOperator operator) {
    return switch (operator) {
      case ADD -> ScalarFunction.ADD;
      case SUBTRACT -> ScalarFunction.SUBTRACT;
      case MULTIPLY -> ScalarFunction.MULTIPLY;
      case DIVIDE -> ScalarFunction.DIVIDE;
      case REMAINDER -> ScalarFunction.REMAINDER;
      case POWER -> ScalarFunction.POWER;
      case EQUAL -> ScalarFunction.EQUAL;
      case NOT_EQUAL -> ScalarFunction.NOT_EQUAL;
      case LESS -> ScalarFunction.LESS;
      case LESS_EQUAL -> ScalarFunction.LESS_EQUAL;
      case GREATER -> ScalarFunction.GREATER;
      case GREATER_EQUAL -> ScalarFunction.GREATER_EQUAL;
      case AND -> ScalarFunction.AND;
      case OR -> ScalarFunction.OR;
    };
  }
}
