package dev.cnnc.compiler.derive;

import dev.cnnc.compiler.graph.Value;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names for the values of a graph that the language takes as names: {@code dx} for {@code x.grad},
 * {@code y_winner} for {@code y.winner}.
 */
final class Identifiers {
  private static final Pattern GRADIENT = Pattern.compile("(.*)\\.grad(_\\d+)?(\\..*)?");
  private static final Pattern INCOMING = Pattern.compile("grad\\.(.*)");
  private static final Set<String> RESERVED =
      Set.of(
          "if",
          "then",
          "else",
          "and",
          "or",
          "not",
          "true",
          "false",
          "batch",
          "training",
          "sum",
          "prod",
          "max",
          "min",
          "mean",
          "count",
          "argmax",
          "argmin",
          "import",
          "layer",
          "model",
          "function",
          "repeat",
          "shared");

  private final Map<Value, String> names = new HashMap<>();
  private final Set<String> taken = new HashSet<>(RESERVED);

  /** Gives a value a name of its own choice. */
  void name(Value value, String name) {
    names.put(value, unique(name));
  }

  String of(Value value) {
    if (!names.containsKey(value)) {
      name(value, suggest(value.name()));
    }
    return names.get(value);
  }

  boolean isNamed(Value value) {
    return names.containsKey(value);
  }

  boolean isTaken(String name) {
    return taken.contains(name);
  }

  private static String suggest(String name) {
    Matcher gradient = GRADIENT.matcher(name);
    Matcher incoming = INCOMING.matcher(name);
    if (gradient.matches()) {
      String rest = gradient.group(3) == null ? "" : gradient.group(3);
      return "d" + identifier(gradient.group(1) + rest);
    } else if (incoming.matches()) {
      return "d" + identifier(incoming.group(1));
    }
    return identifier(name);
  }

  private String unique(String name) {
    String candidate = RESERVED.contains(name) ? name + "_" : name;
    for (int i = 2; !taken.add(candidate); i++) {
      candidate = name + "_" + i;
    }
    return candidate;
  }

  /** {@code name} with what the language does not allow in names replaced. */
  static String identifier(String name) {
    String plain = name.replaceAll("[^A-Za-z0-9_]", "_");
    return plain.isEmpty() || Character.isDigit(plain.charAt(0)) ? "_" + plain : plain;
  }
}
