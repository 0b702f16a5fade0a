package dev.cnnc.compiler.schedule;

import dev.cnnc.compiler.graph.Affine;
import java.util.HashMap;
import java.util.Map;

/**
 * What indices are here: most are the variable of their name, some have a constant value or another
 * variable.
 */
record Scope(Map<String, Affine> replaced) {
  static final Scope EMPTY = new Scope(Map.of());

  Scope {
    replaced = Map.copyOf(replaced);
  }

  Scope with(String index, int value) {
    return with(index, Affine.constant(value));
  }

  Scope with(String index, Affine value) {
    Map<String, Affine> more = new HashMap<>(replaced);
    more.put(index, value);
    return new Scope(more);
  }

  Affine apply(Affine expression) {
    Affine result = expression;
    for (String index : expression.indices()) {
      Affine value = replaced.get(index);
      if (value != null) {
        result = result.substitute(index, value);
      }
    }
    return result;
  }
}
