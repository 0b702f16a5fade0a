package dev.cnnc.compiler.elaborate;

import dev.cnnc.grammar.source.SourceSpan;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The names of one body, in the order of their definition. A name is defined once. */
final class Scope {
  /** What a name stands for, and where it was given. */
  record Binding(Meaning meaning, SourceSpan span) {}

  private final Map<String, Binding> bindings = new LinkedHashMap<>();

  Optional<Binding> find(String name) {
    return Optional.ofNullable(bindings.get(name));
  }

  /** Defines a name; the earlier definition if there is one, which then stays. */
  Optional<Binding> define(String name, Meaning meaning, SourceSpan span) {
    return Optional.ofNullable(bindings.putIfAbsent(name, new Binding(meaning, span)));
  }

  /** Lets a name stand for something else for a while; what it stood for, to be restored. */
  Optional<Binding> shadow(String name, Meaning meaning, SourceSpan span) {
    return Optional.ofNullable(bindings.put(name, new Binding(meaning, span)));
  }

  /** Ends what {@link #shadow} began. */
  void restore(String name, Optional<Binding> shadowed) {
    if (shadowed.isPresent()) {
      bindings.put(name, shadowed.get());
    } else {
      bindings.remove(name);
    }
  }

  Set<String> names() {
    return bindings.keySet();
  }
}
