package dev.cnnc.compiler.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * The body of a comprehension: what is computed for one value of its indices. Equal trees are
 * equal.
 */
public sealed interface Scalar {
  /** {@code tensor[subscripts]}; of a tensor that varies over the batch, at the current example. */
  record Access(Value tensor, List<Subscript> subscripts) implements Scalar {
    public Access {
      subscripts = List.copyOf(subscripts);
      if (subscripts.size() != tensor.shape().rank()) {
        throw new IllegalArgumentException(
            tensor + " needs " + tensor.shape().rank() + " subscripts, found " + subscripts.size());
      }
    }

    // Asked for often; what records have of their own is slow until HotSpot has compiled it.
    @Override
    public boolean equals(Object object) {
      return object instanceof Access other
          && tensor == other.tensor
          && subscripts.equals(other.subscripts);
    }

    @Override
    public int hashCode() {
      return 31 * tensor.hashCode() + subscripts.hashCode();
    }

    @Override
    public String toString() {
      return Notation.name(tensor.name())
          + subscripts.stream().map(String::valueOf).collect(Collectors.joining(", ", "[", "]"));
    }
  }

  record Constant(double value) implements Scalar {
    @Override
    public String toString() {
      return Notation.number(value);
    }
  }

  /**
   * An affine expression of the indices, used as a number: {@code (2*i + u)}; without an index,
   * {@code index(7)}.
   */
  record IndexValue(Affine expression) implements Scalar {
    @Override
    public String toString() {
      return (expression.isConstant() ? "index(" : "(") + expression + ")";
    }
  }

  /** How many examples the batch has, as a number. */
  record BatchSize() implements Scalar {
    @Override
    public String toString() {
      return "batch_size()";
    }
  }

  record Apply(ScalarFunction function, List<Scalar> arguments) implements Scalar {
    public Apply {
      arguments = List.copyOf(arguments);
      if (arguments.size() != function.arity()) {
        throw new IllegalArgumentException(
            function + " takes " + function.arity() + " arguments, found " + arguments.size());
      }
    }

    @Override
    public boolean equals(Object object) {
      return this == object
          || object instanceof Apply other
              && function == other.function
              && arguments.equals(other.arguments);
    }

    @Override
    public int hashCode() {
      return 31 * function.hashCode() + arguments.hashCode();
    }

    /** The same function of replaced arguments: this application itself if none changes. */
    public Apply map(UnaryOperator<Scalar> replace) {
      List<Scalar> replaced = new ArrayList<>(arguments.size());
      boolean same = true;
      for (Scalar argument : arguments) {
        Scalar replacement = replace.apply(argument);
        same &= replacement == argument;
        replaced.add(replacement);
      }
      return same ? this : new Apply(function, replaced);
    }

    @Override
    public String toString() {
      return Notation.apply(function, arguments);
    }
  }

  static Scalar constant(double value) {
    return new Constant(value);
  }

  static Scalar apply(ScalarFunction function, Scalar... arguments) {
    return new Apply(function, List.of(arguments));
  }
}
