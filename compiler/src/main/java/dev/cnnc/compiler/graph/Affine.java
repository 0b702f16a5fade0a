package dev.cnnc.compiler.graph;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ObjIntConsumer;
import java.util.function.ToIntFunction;

/**
 * {@code Σ coefficient · index + constant}, over the indices of one comprehension, by name. Zero
 * coefficients are not kept.
 */
public final class Affine {
  /** In order, with the coefficients beside them. */
  private final String[] indices;

  private final int[] coefficients;
  private final int constant;

  private Affine(String[] indices, int[] coefficients, int constant) {
    this.indices = indices;
    this.coefficients = coefficients;
    this.constant = constant;
  }

  public static Affine of(Map<String, Integer> coefficients, int constant) {
    SortedMap<String, Integer> kept = new TreeMap<>(coefficients);
    kept.values().removeIf(c -> c == 0);
    return new Affine(
        kept.keySet().toArray(String[]::new),
        kept.values().stream().mapToInt(Integer::intValue).toArray(),
        constant);
  }

  public static Affine constant(int value) {
    return new Affine(new String[0], new int[0], value);
  }

  public static Affine index(String name) {
    return new Affine(new String[] {name}, new int[] {1}, 0);
  }

  public int constant() {
    return constant;
  }

  /** The names of the indices, in order. */
  public List<String> indices() {
    return Collections.unmodifiableList(Arrays.asList(indices));
  }

  public int coefficient(String index) {
    for (int i = 0; i < indices.length; i++) {
      if (indices[i].equals(index)) {
        return coefficients[i];
      }
    }
    return 0;
  }

  /** Calls {@code action} for every index and its coefficient, in the order of the names. */
  public void forEach(ObjIntConsumer<String> action) {
    for (int i = 0; i < indices.length; i++) {
      action.accept(indices[i], coefficients[i]);
    }
  }

  public boolean isConstant() {
    return indices.length == 0;
  }

  /** Whether this is one index alone: coefficient 1, constant 0. */
  public boolean isIndex() {
    return constant == 0 && indices.length == 1 && coefficients[0] == 1;
  }

  public Affine plus(Affine other) {
    if (other.isConstant()) {
      return plus(other.constant);
    }
    String[] names = new String[indices.length + other.indices.length];
    int[] sums = new int[names.length];
    int size = 0;
    int i = 0;
    int j = 0;
    while (i < indices.length || j < other.indices.length) {
      int order = order(i, other, j);
      int own = order <= 0 ? coefficients[i] : 0;
      int sum = order >= 0 ? Math.addExact(own, other.coefficients[j]) : own;
      if (sum != 0) {
        names[size] = order <= 0 ? indices[i] : other.indices[j];
        sums[size++] = sum;
      }
      i += order <= 0 ? 1 : 0;
      j += order >= 0 ? 1 : 0;
    }
    return new Affine(
        Arrays.copyOf(names, size),
        Arrays.copyOf(sums, size),
        Math.addExact(constant, other.constant));
  }

  /** Compares an index with one of another expression; an index past the end comes last. */
  private int order(int i, Affine other, int j) {
    if (i == indices.length || j == other.indices.length) {
      return i == indices.length ? 1 : -1;
    }
    return indices[i].compareTo(other.indices[j]);
  }

  public Affine plus(int value) {
    return value == 0 ? this : new Affine(indices, coefficients, Math.addExact(constant, value));
  }

  public Affine times(int factor) {
    if (factor == 0 || factor == 1) {
      return factor == 0 ? constant(0) : this;
    }
    int[] products = new int[coefficients.length];
    for (int i = 0; i < products.length; i++) {
      products[i] = Math.multiplyExact(coefficients[i], factor);
    }
    return new Affine(indices, products, Math.multiplyExact(constant, factor));
  }

  public Affine minus(Affine other) {
    return plus(other.times(-1));
  }

  /** The greatest number that divides {@code number}, the constant and all coefficients. */
  public int commonDivisor(int number) {
    int divisor = gcd(number, constant);
    for (int coefficient : coefficients) {
      divisor = gcd(divisor, coefficient);
    }
    return divisor;
  }

  private static int gcd(int a, int b) {
    return b == 0 ? Math.abs(a) : gcd(b, a % b);
  }

  /** The quotient, for a {@linkplain #commonDivisor common divisor}. */
  public Affine dividedBy(int divisor) {
    int[] quotients = new int[coefficients.length];
    for (int i = 0; i < quotients.length; i++) {
      quotients[i] = coefficients[i] / divisor;
    }
    return new Affine(indices, quotients, constant / divisor);
  }

  /** This expression with {@code index} replaced. */
  public Affine substitute(String index, Affine replacement) {
    int c = coefficient(index);
    return c == 0 ? this : plus(replacement.minus(index(index)).times(c));
  }

  public int evaluate(Map<String, Integer> values) {
    return evaluate(values::get);
  }

  /** The value, where {@code values} gives that of each index. */
  public int evaluate(ToIntFunction<String> values) {
    int sum = constant;
    for (int i = 0; i < indices.length; i++) {
      sum += coefficients[i] * values.applyAsInt(indices[i]);
    }
    return sum;
  }

  @Override
  public boolean equals(Object object) {
    return object instanceof Affine other
        && constant == other.constant
        && Arrays.equals(coefficients, other.coefficients)
        && Arrays.equals(indices, other.indices);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * Arrays.hashCode(indices) + Arrays.hashCode(coefficients)) + constant;
  }

  /**
   * {@code 2*i + u - 1}, {@code h + 1 - u}: what is added stands before what is taken away, but an
   * index stands first if there is one.
   */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    appendIndices(text, 1);
    boolean early = constant > 0 && text.length() > 0;
    if (early) {
      append(text, constant, String.valueOf(constant));
    }
    appendIndices(text, -1);
    if (!early && (constant != 0 || text.length() == 0)) {
      append(text, constant, String.valueOf(Math.abs((long) constant)));
    }
    return text.toString();
  }

  private void appendIndices(StringBuilder text, int sign) {
    forEach(
        (index, c) -> {
          if (Integer.signum(c) == sign) {
            String factor = Math.abs(c) == 1 ? "" : Math.abs((long) c) + "*";
            append(text, sign, factor + Notation.name(index));
          }
        });
  }

  private static void append(StringBuilder text, int sign, String term) {
    if (text.length() > 0) {
      text.append(sign < 0 ? " - " : " + ");
    } else if (sign < 0) {
      text.append('-');
    }
    text.append(term);
  }
}
