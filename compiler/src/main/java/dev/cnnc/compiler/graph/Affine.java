package dev.cnnc.compiler.graph;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * {@code Σ coefficient · index + constant}, over the indices of one comprehension, by name. Zero
 * coefficients are not kept.
 */
public record Affine(SortedMap<String, Integer> coefficients, int constant) {
  public Affine {
    SortedMap<String, Integer> kept = new TreeMap<>(coefficients);
    kept.values().removeIf(c -> c == 0);
    coefficients = java.util.Collections.unmodifiableSortedMap(kept);
  }

  public static Affine constant(int value) {
    return new Affine(new TreeMap<>(), value);
  }

  public static Affine index(String name) {
    return new Affine(new TreeMap<>(Map.of(name, 1)), 0);
  }

  public int coefficient(String index) {
    return coefficients.getOrDefault(index, 0);
  }

  public boolean isConstant() {
    return coefficients.isEmpty();
  }

  /** Whether this is one index alone: coefficient 1, constant 0. */
  public boolean isIndex() {
    return constant == 0
        && coefficients.size() == 1
        && coefficients.get(coefficients.firstKey()) == 1;
  }

  public Affine plus(Affine other) {
    SortedMap<String, Integer> sum = new TreeMap<>(coefficients);
    other.coefficients.forEach((index, c) -> sum.merge(index, c, Math::addExact));
    return new Affine(sum, Math.addExact(constant, other.constant));
  }

  public Affine plus(int value) {
    return plus(constant(value));
  }

  public Affine times(int factor) {
    SortedMap<String, Integer> product = new TreeMap<>();
    coefficients.forEach((index, c) -> product.put(index, Math.multiplyExact(c, factor)));
    return new Affine(product, Math.multiplyExact(constant, factor));
  }

  public Affine minus(Affine other) {
    return plus(other.times(-1));
  }

  /** This expression with {@code index} replaced. */
  public Affine substitute(String index, Affine replacement) {
    SortedMap<String, Integer> rest = new TreeMap<>(coefficients);
    Integer c = rest.remove(index);
    return c == null ? this : new Affine(rest, constant).plus(replacement.times(c));
  }

  public int evaluate(Map<String, Integer> indices) {
    int sum = constant;
    for (Map.Entry<String, Integer> term : coefficients.entrySet()) {
      sum += term.getValue() * indices.get(term.getKey());
    }
    return sum;
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
    coefficients.forEach(
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
