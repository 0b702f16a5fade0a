package dev.cnnc.compiler.schedule;

import java.util.HashMap;
import java.util.Map;

/** Names for the variables of one kernel. */
final class Names {
  private final Map<String, Integer> used = new HashMap<>();

  /** {@code stem_0}, {@code stem_1}, … */
  String next(String stem) {
    return stem + "_" + (used.merge(stem, 1, Integer::sum) - 1);
  }
}
