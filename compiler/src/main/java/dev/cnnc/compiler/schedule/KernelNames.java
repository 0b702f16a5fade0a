package dev.cnnc.compiler.schedule;

import dev.cnnc.compiler.graph.Value;
import dev.cnnc.runtime.program.Phase;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Names for kernels: Java identifiers that tell the value and the pass. */
final class KernelNames {
  private static final Pattern NO_PART = Pattern.compile("[^A-Za-z0-9_]");

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
    String name = NO_PART.matcher(stem + "_" + pass + part).replaceAll("_");
    if (!Character.isJavaIdentifierStart(name.charAt(0))) {
      name = "_" + name;
    }
    String unique = name;
    for (int i = 2; !taken.add(unique); i++) {
      unique = name + "_" + i;
    }
    return unique;
  }
}
