package dev.cnnc.compiler.graph;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads the body of a comprehension from a line, by precedence climbing. */
final class ScalarParser {
  private static final Map<String, ScalarFunction> CALLS = new HashMap<>();
  private static final Map<String, ScalarFunction> OPERATORS = new HashMap<>();

  static {
    for (ScalarFunction function : ScalarFunction.values()) {
      if (function.precedence() == 0 && function != ScalarFunction.SELECT) {
        CALLS.put(function.symbol(), function);
      } else if (function.arity() == 2) {
        OPERATORS.put(function.symbol(), function);
      }
    }
  }

  private final GraphLine line;
  private final Map<String, Value> values;

  ScalarParser(GraphLine line, Map<String, Value> values) {
    this.line = line;
    this.values = values;
  }

  Scalar scalar() {
    return scalar(1);
  }

  /** An expression of operators that bind at least as tightly as {@code least}. */
  private Scalar scalar(int least) {
    Scalar left = prefix();
    ScalarFunction function = operator();
    while (function != null && function.precedence() >= least) {
      line.expect(function.symbol());
      boolean rightAssociative = function == ScalarFunction.POWER;
      Scalar right = scalar(function.precedence() + (rightAssociative ? 0 : 1));
      left = Scalar.apply(function, left, right);
      function = operator();
    }
    return left;
  }

  private ScalarFunction operator() {
    for (Map.Entry<String, ScalarFunction> operator : OPERATORS.entrySet()) {
      if (line.sees(operator.getKey())) {
        return operator.getValue();
      }
    }
    return null;
  }

  private Scalar prefix() {
    if (line.accept("not")) {
      return Scalar.apply(ScalarFunction.NOT, scalar(ScalarFunction.NOT.precedence()));
    } else if (!line.accept("-")) {
      return primary();
    }
    boolean literal = line.seesNumber() || line.sees("inf");
    Scalar operand = scalar(ScalarFunction.NEGATE.precedence());
    return literal && operand instanceof Scalar.Constant constant
        ? Scalar.constant(-constant.value())
        : Scalar.apply(ScalarFunction.NEGATE, operand);
  }

  private Scalar primary() {
    if (line.seesNumber()) {
      return Scalar.constant(line.number("a number"));
    } else if (line.accept("inf")) {
      return Scalar.constant(Double.POSITIVE_INFINITY);
    } else if (line.accept("nan")) {
      return Scalar.constant(Double.NaN);
    } else if (line.accept("batch_size")) {
      line.expect("(");
      line.expect(")");
      return new Scalar.BatchSize();
    } else if (line.accept("index")) {
      line.expect("(");
      return new Scalar.IndexValue(affineUpTo(")"));
    } else if (line.accept("(")) {
      return parenthesized();
    } else if (line.sees(1, "(")) {
      return call();
    } else if (line.seesName(0)) {
      return access();
    }
    throw line.unexpected("a number, a function, a tensor or '('");
  }

  private Scalar parenthesized() {
    if (line.accept("if")) {
      Scalar condition = scalar();
      line.expect("then");
      Scalar yes = scalar();
      line.expect("else");
      Scalar no = scalar();
      line.expect(")");
      return Scalar.apply(ScalarFunction.SELECT, condition, yes, no);
    } else if (seesIndex()) {
      return new Scalar.IndexValue(affineUpTo(")"));
    }
    Scalar inner = scalar();
    line.expect(")");
    return inner;
  }

  /** Whether an affine expression comes next: in a body, only they name an index on its own. */
  private boolean seesIndex() {
    int ahead = line.sees("-") ? 1 : 0;
    ahead += line.sees(ahead + 1, "*") && !line.seesName(ahead) ? 2 : 0;
    return line.seesName(ahead) && !line.sees(ahead + 1, "[") && !line.sees(ahead + 1, "(");
  }

  private Scalar call() {
    ScalarFunction function = line.known(CALLS, "a function");
    line.expect("(");
    Scalar[] arguments = new Scalar[function.arity()];
    for (int i = 0; i < arguments.length; i++) {
      if (i > 0) {
        line.expect(",");
      }
      arguments[i] = scalar();
    }
    line.expect(")");
    return Scalar.apply(function, arguments);
  }

  Scalar.Access access() {
    Value tensor = value();
    line.expect("[");
    return new Scalar.Access(tensor, subscripts());
  }

  /** What follows an opening bracket, up to its closing one. */
  List<Subscript> subscripts() {
    List<Subscript> subscripts = new ArrayList<>();
    while (!line.accept("]")) {
      if (!subscripts.isEmpty()) {
        line.expect(",");
      }
      subscripts.add(subscript());
    }
    return subscripts;
  }

  /** The name of a value that an earlier line computes. */
  Value value() {
    return line.known(values, "the name of a value of an earlier line");
  }

  private Subscript subscript() {
    if (line.seesName(0) && line.sees(1, "[")) {
      return new Subscript.Lookup(access());
    }
    Affine numerator = line.accept("(") ? affineUpTo(")") : affine();
    return new Subscript.Position(numerator, line.accept("/") ? line.integer("a divisor") : 1);
  }

  private Affine affineUpTo(String end) {
    Affine affine = affine();
    line.expect(end);
    return affine;
  }

  /** {@code 2*i + u - 1} */
  private Affine affine() {
    Affine sum = line.accept("-") ? affineTerm().times(-1) : affineTerm();
    while (true) {
      if (line.accept("+")) {
        sum = sum.plus(affineTerm());
      } else if (line.accept("-")) {
        sum = sum.minus(affineTerm());
      } else {
        return sum;
      }
    }
  }

  private Affine affineTerm() {
    if (line.seesNumber()) {
      int factor = line.integer("a whole number");
      return line.accept("*")
          ? Affine.index(line.name("an index")).times(factor)
          : Affine.constant(factor);
    }
    return Affine.index(line.name("an index or a whole number"));
  }
}
