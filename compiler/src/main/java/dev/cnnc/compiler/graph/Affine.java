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

  /** {@code 2*i + u - 1} */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    coefficients.forEach(
        (index, c) -> {
          text.append(text.length() == 0 ? (c < 0 ? "-" : "") : (c < 0 ? " - " : " + "));
          String name = Notation.name(index);
          text.append(Math.abs(c) == 1 ? name : Math.abs(c) + "*" + name);
        });
    if (text.length() == 0) {
      return String.valueOf(constant);
    }
    if (constant != 0) {
      text.append(constant < 0 ? " - " : " + ").append(Math.abs(constant));
    }
    return text.toString();
  }
}
