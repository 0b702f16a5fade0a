package dev.cnnc.runtime.program;

import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How a parameter or state gets its first values: the name of an initializer, e.g. {@code
 * kaiming_uniform}, and its arguments.
 */
public record Initializer(String name, SortedMap<String, Double> arguments) {
  public Initializer {
    arguments = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(arguments));
  }
}
