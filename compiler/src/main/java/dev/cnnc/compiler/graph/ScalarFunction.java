package dev.cnnc.compiler.graph;

import static dev.cnnc.compiler.graph.Scalar.apply;
import static dev.cnnc.compiler.graph.Scalar.constant;

import java.util.List;
import java.util.Optional;

/**
 * The functions a comprehension's body is made of. Everything the compiler knows of a function
 * stands at its constant: its notation, its value, and its partial derivatives. Adding a function
 * is adding a constant here and its instructions in {@code bytecode}.
 *
 * <p>Comparisons and logic give 0 or 1. They, {@code floor} and {@code sign} are constant almost
 * everywhere, so their derivative is zero.
 */
public enum ScalarFunction {
  ADD("+", 2, 5) {
    @Override
    public double evaluate(double... a) {
      return a[0] + a[1];
    }

    @Override
    public Optional<Scalar> derivative(List<Scalar> a, int argument) {
      return Optional.of(constant(1));
    }
  },
  SUBTRACT("-", 2, 5) {
    @Override
    public double evaluate(double... a) {
      return a[0] - a[1];
    }

    @Override
    public Optional<Scalar> derivative(List<Scalar> a, int argument) {
      return Optional.of(constant(argument == 0 ? 1 : -1));
    }
  },
  MULTIPLY("*", 2, 6) {
    @Override
    public double evaluate(double... a) {
      return a[0] * a[1];
    }

    @Override
    public Optional<Scalar> derivative(List<Scalar> a, int argument) {
      return Optional.of(a.get(1 - argument));
    }
  },
  DIVIDE("/", 2, 6) {
    @Override
    public double evaluate(double... a) {
      return a[0] / a[1];
    }

    @Override
    public Optional<Scalar> derivative(List<Scalar> a, int argument) {
      Scalar byDivisor = apply(DIVIDE, constant(1), a.get(1));
      return Optional.of(
          argument == 0
              ? byDivisor
              : apply(NEGATE, apply(DIVIDE, a.get(0), apply(MULTIPLY, a.get(1), a.get(1)))));
    }
  },
  NEGATE("-", 1, 7) {
    @Override
    public double evaluate(double... a) {
      return -a[0];
    }

    @Override
    public Optional<Scalar> derivative(List<Scalar> a, int argument) {
      return Optional.of(constant(-1));
    }
  },
  /** {@code x ^ y}: {@code y·x^(y-1)} with respect to x; {@code x^y·log x} with respect to y. */
  POWER("^", 2, 8) {
    @Override
    public double evaluate(double... a) {
      return Math.pow(a[0], a[1]);
    }

    @Override
    public Optional<Scalar> derivative(List<Scalar> a, int argument) {
      if (argument == 0) {
        Scalar lower =
            a.get(1) instanceof Scalar.Constant c
                ? constant(c.value() - 1)
                : apply(SUBTRACT, a.get(1), constant(1));
        return Optional.of(apply(MULTIPLY, a.get(1), apply(POWER, a.get(0), lower)));
      }
      return Optional.of(apply(MULTIPLY, apply(POWER, a.get(0), a.get(1)), apply(LOG, a.get(0))));
    }
  },
  /**
   * Remainder with the sign of the divisor, as a mathematician's modulus: {@code x - y·floor(x/y)}.
   */
  REMAINDER("%", 2, 6) {
    @Override
    public double evaluate(double... a) {
      return a[0] - a[1] * Math.floor(a[0] / a[1]);
    }

    @Override
    public Optional<Scalar> derivative(List<Scalar> a, int argument) {
      return Optional.of(
          argument == 0
              ? constant(1)
              : apply(NEGATE, apply(FLOOR, apply(DIVIDE, a.get(0), a.get(1)))));
    }
  },
  /**
   * At a tie the gradient goes to the second argument, so that {@code max(x, 0)} has derivative 0
   * at 0, as PyTorch's relu.
   */
  MAX("max", 2, 0) {
    @Override
    public double evaluate(double... a) {
      return Math.max(a[0], a[1]);
    }

    @Override
    public Optional<Scalar> derivative(List<Scalar> a, int argument) {
      return Optional.of(apply(argument == 0 ? GREATER : LESS_EQUAL, a.get(0), a.get(1)));
    }
  },
  /** At a tie the gradient goes to the second argument. */
  MIN("min", 2, 0) {
    @Override
    public double evaluate(double... a) {
      return Math.min(a[0], a[1]);
    }

    @Override
    public Optional<Scalar> derivative(List<Scalar> a, int argument) {
      return Optional.of(apply(argument == 0 ? LESS : GREATER_EQUAL, a.get(0), a.get(1)));
    }
  },
  EXP("exp", 1, 0) {
    @Override
    public double evaluate(double... a) {
      return Math.exp(a[0]);
    }

    @Override
    public Optional<Scalar> derivative(List<Scalar> a, int argument) {
      return Optional.of(apply(EXP, a.get(0)));
    }
  },
  LOG("log", 1, 0) {
    @Override
    public double evaluate(double... a) {
      return Math.log(a[0]);
    }

    @Override
    public Optional<Scalar> derivative(List<Scalar> a, int argument) {
      return Optional.of(apply(DIVIDE, constant(1), a.get(0)));
    }
  },
  SQRT("sqrt", 1, 0) {
    @Override
    public double evaluate(double... a) {
      return Math.sqrt(a[0]);
    }

    @Override
    public Optional<Scalar> derivative(List<Scalar> a, int argument) {
      return Optional.of(apply(MULTIPLY, constant(0.5), apply(RSQRT, a.get(0))));
    }
  },
  RSQRT("rsqrt", 1, 0) {
    @Override
    public double evaluate(double... a) {
      return 1 / Math.sqrt(a[0]);
    }

    @Override
    public Optional<Scalar> derivative(List<Scalar> a, int argument) {
      return Optional.of(
          apply(MULTIPLY, constant(-0.5), apply(DIVIDE, apply(RSQRT, a.get(0)), a.get(0))));
    }
  },
  ABS("abs", 1, 0) {
    @Override
    public double evaluate(double... a) {
      return Math.abs(a[0]);
    }

    @Override
    public Optional<Scalar> derivative(List<Scalar> a, int argument) {
      return Optional.of(apply(SIGN, a.get(0)));
    }
  },
  SIGN("sign", 1, 0) {
    @Override
    public double evaluate(double... a) {
      return Math.signum(a[0]);
    }
  },
  TANH("tanh", 1, 0) {
    @Override
    public double evaluate(double... a) {
      return Math.tanh(a[0]);
    }

    @Override
    public Optional<Scalar> derivative(List<Scalar> a, int argument) {
      Scalar t = apply(TANH, a.get(0));
      return Optional.of(apply(SUBTRACT, constant(1), apply(MULTIPLY, t, t)));
    }
  },
  SIGMOID("sigmoid", 1, 0) {
    @Override
    public double evaluate(double... a) {
      return 1 / (1 + Math.exp(-a[0]));
    }

    @Override
    public Optional<Scalar> derivative(List<Scalar> a, int argument) {
      Scalar s = apply(SIGMOID, a.get(0));
      return Optional.of(apply(MULTIPLY, s, apply(SUBTRACT, constant(1), s)));
    }
  },
  ERF("erf", 1, 0) {
    @Override
    public double evaluate(double... a) {
      return ErrorFunction.erf(a[0]);
    }

    @Override
    public Optional<Scalar> derivative(List<Scalar> a, int argument) {
      Scalar square = apply(MULTIPLY, a.get(0), a.get(0));
      return Optional.of(
          apply(MULTIPLY, constant(2 / Math.sqrt(Math.PI)), apply(EXP, apply(NEGATE, square))));
    }
  },
  FLOOR("floor", 1, 0) {
    @Override
    public double evaluate(double... a) {
      return Math.floor(a[0]);
    }
  },
  EQUAL("==", 2, 4) {
    @Override
    public double evaluate(double... a) {
      return a[0] == a[1] ? 1 : 0;
    }
  },
  NOT_EQUAL("!=", 2, 4) {
    @Override
    public double evaluate(double... a) {
      return a[0] != a[1] ? 1 : 0;
    }
  },
  LESS("<", 2, 4) {
    @Override
    public double evaluate(double... a) {
      return a[0] < a[1] ? 1 : 0;
    }
  },
  LESS_EQUAL("<=", 2, 4) {
    @Override
    public double evaluate(double... a) {
      return a[0] <= a[1] ? 1 : 0;
    }
  },
  GREATER(">", 2, 4) {
    @Override
    public double evaluate(double... a) {
      return a[0] > a[1] ? 1 : 0;
    }
  },
  GREATER_EQUAL(">=", 2, 4) {
    @Override
    public double evaluate(double... a) {
      return a[0] >= a[1] ? 1 : 0;
    }
  },
  AND("and", 2, 2) {
    @Override
    public double evaluate(double... a) {
      return a[0] != 0 && a[1] != 0 ? 1 : 0;
    }
  },
  OR("or", 2, 1) {
    @Override
    public double evaluate(double... a) {
      return a[0] != 0 || a[1] != 0 ? 1 : 0;
    }
  },
  NOT("not", 1, 3) {
    @Override
    public double evaluate(double... a) {
      return a[0] == 0 ? 1 : 0;
    }
  },
  /**
   * {@code if c then a else b}: the branch not taken counts neither in the value nor in the
   * gradient.
   */
  SELECT("if", 3, 0) {
    @Override
    public double evaluate(double... a) {
      return a[0] != 0 ? a[1] : a[2];
    }

    @Override
    public Optional<Scalar> derivative(List<Scalar> a, int argument) {
      return switch (argument) {
        case 1 -> Optional.of(apply(SELECT, a.get(0), constant(1), constant(0)));
        case 2 -> Optional.of(apply(SELECT, a.get(0), constant(0), constant(1)));
        default -> Optional.empty();
      };
    }
  },
  /** The argument itself, but a constant to differentiation. */
  STOP_GRADIENT("stop_gradient", 1, 0) {
    @Override
    public double evaluate(double... a) {
      return a[0];
    }
  };

  private final String symbol;
  private final int arity;
  private final int precedence;

  ScalarFunction(String symbol, int arity, int precedence) {
    this.symbol = symbol;
    this.arity = arity;
    this.precedence = precedence;
  }

  /** The operator or function name in the language. */
  public String symbol() {
    return symbol;
  }

  public int arity() {
    return arity;
  }

  /** How tightly the operator binds, more is tighter; 0 where it is written as a call. */
  int precedence() {
    return precedence;
  }

  /** The function's value, in {@code double}. */
  public abstract double evaluate(double... arguments);

  /**
   * The partial derivative with respect to one argument, in terms of the arguments; empty where it
   * is zero by the nature of the function (piecewise constant, or a gradient that is stopped on
   * purpose).
   */
  public Optional<Scalar> derivative(List<Scalar> arguments, int argument) {
    return Optional.empty();
  }
}
