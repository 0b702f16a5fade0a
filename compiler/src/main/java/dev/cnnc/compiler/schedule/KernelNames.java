package dev.cnnc.compiler.schedule;

import dev.cnnc.compiler.graph.Value;
import dev.cnnc.runtime.program.Phase;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/** Names for kernels: Java identifiers that tell the value and the pass. */
final class KernelNames {
  private final Set<String> taken = new HashSet<>();

  /**
   * {@code conv2d_1_forward}, {@code conv2d_1_weight_gradient}
   *
   * @param part tells kernels of one value apart; may be empty
   */
  String name(Value value, Phase phase, String part) {
    boolean gradient = value.name().startsWith(Scheduler.GRADIENT);
    String stem = gradient ? value.name().substring(Scheduler.GRADIENT.length()) : value.name();
    String pass = gradient ? "gradient" : phase.name().toLowerCase(Locale.ROOT);
    String name = identifier(stem + "_" + pass + part);
    String unique = name;
    for (int i = 2; !taken.add(unique); i++) {
      unique = name + "_" + i;
    }
    return unique;
  }

  /** With {@code _} for what is no letter, digit or {@code _}, and not beginning with a digit. */
  private static String identifier(String text) {
    StringBuilder name = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean digit = c >= '0' && c <= '9';
      boolean letter = c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z';
      if (i == 0 && digit) {
        name.append('_');
      }
      name.append(letter || digit ? c : '_');
    }
    return name.toString();
  }
}
