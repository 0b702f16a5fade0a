package dev.cnnc.compiler.graph;

/** Where an access reads along one axis. */
public sealed interface Subscript {
  /** {@code position / divisor}; where that is not whole, nothing is read. */
  record Position(Affine numerator, int divisor) implements Subscript {
    public Position {
      if (divisor < 1) {
        throw new IllegalArgumentException("divisor " + divisor);
      }
    }

    public Position(Affine position) {
      this(position, 1);
    }

    @Override
    public boolean equals(Object object) {
      return object instanceof Position other
          && divisor == other.divisor
          && numerator.equals(other.numerator);
    }

    @Override
    public int hashCode() {
      return 31 * numerator.hashCode() + divisor;
    }

    @Override
    public String toString() {
      if (divisor == 1) {
        return numerator.toString();
      }
      boolean atom = numerator.isConstant() || numerator.isIndex();
      return (atom ? numerator.toString() : "(" + numerator + ")") + "/" + divisor;
    }
  }

  /** The position is read from an {@code i32} tensor: {@code table[token[i], d]}. */
  record Lookup(Scalar.Access position) implements Subscript {
    public Lookup {
      if (position.tensor().type() != ElementType.I32) {
        throw new IllegalArgumentException(
            "a subscript is read from an i32 tensor, found " + position.tensor());
      }
    }

    @Override
    public String toString() {
      return position.toString();
    }
  }
}
