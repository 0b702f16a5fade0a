package dev.cnnc.compiler.cases;

import java.util.List;
import java.util.Map;

/** The attributes of an operator, with the defaults that its definition gives. */
record Attributes(Map<String, Object> values) {
  boolean has(String name) {
    return values.containsKey(name);
  }

  int integer(String name, int byDefault) {
    return ((Number) values.getOrDefault(name, byDefault)).intValue();
  }

  double real(String name, double byDefault) {
    return ((Number) values.getOrDefault(name, byDefault)).doubleValue();
  }

  boolean bool(String name) {
    return (Boolean) values.getOrDefault(name, false);
  }

  String string(String name, String byDefault) {
    return (String) values.getOrDefault(name, byDefault);
  }

  /** A list of whole numbers. */
  List<Integer> integers(String name, Integer... byDefault) {
    return values.get(name) instanceof List<?> list
        ? list.stream().map(number -> ((Number) number).intValue()).toList()
        : List.of(byDefault);
  }
}
