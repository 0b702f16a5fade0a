package dev.cnnc.compiler.elaborate;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Names the calls of one body: by {@code as}, else by the layer's name and its ordinal among the
 * calls of that layer, from 1.
 */
final class CallNames {
  private final Map<String, Integer> ordinals;
  private final Set<String> taken;

  CallNames() {
    this(new HashMap<>(), new HashSet<>());
  }

  private CallNames(Map<String, Integer> ordinals, Set<String> taken) {
    this.ordinals = ordinals;
    this.taken = taken;
  }

  /** The name of the next call of {@code layer}; empty if its {@code as} is taken already. */
  Optional<String> next(String layer, Optional<String> alias) {
    String name = alias.orElseGet(() -> layer + "_" + ordinals.merge(layer, 1, Integer::sum));
    return taken.add(name) ? Optional.of(name) : Optional.empty();
  }

  /** The names as they are now, to which the copies of a shared repeat come back. */
  CallNames copy() {
    return new CallNames(new HashMap<>(ordinals), new HashSet<>(taken));
  }
}
