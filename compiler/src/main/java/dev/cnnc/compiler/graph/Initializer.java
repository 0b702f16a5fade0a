package dev.cnnc.compiler.graph;

import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How a parameter or state gets its first values: a name of the runtime's initializers and its
 * arguments.
 */
public record Initializer(String name, SortedMap<String, Double> arguments) {
  public Initializer {
    arguments = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(arguments));
  }
}
