package dev.cnnc.compiler.elaborate;

import dev.cnnc.grammar.tree.IndexBinder;
import dev.cnnc.grammar.tree.Name;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The names that are known at a place of a definition, and those that were used so far. */
final class NameUses {
  private static final Set<String> ALWAYS = Set.of("training", "pi", "none");

  private final Set<String> defined = new HashSet<>(ALWAYS);
  private final Map<String, Name> unused = new LinkedHashMap<>();
  private final Deque<Set<String>> indices = new ArrayDeque<>();

  /** Defines a name that need not be used. */
  void define(String name) {
    defined.add(name);
  }

  /** Defines a name that is expected to be used, unless it begins with an underscore. */
  void define(Name name) {
    if (defined.add(name.text()) && !name.text().startsWith("_")) {
      unused.put(name.text(), name);
    }
  }

  boolean knows(String name) {
    return defined.contains(name);
  }

  /** Notes a use; false if the name is not known. */
  boolean use(String name) {
    if (indices.stream().anyMatch(names -> names.contains(name))) {
      return true;
    }
    unused.remove(name);
    return defined.contains(name);
  }

  /** Makes indices known, until {@link #close}. */
  void open(List<IndexBinder> binders) {
    Set<String> names = new HashSet<>();
    for (IndexBinder binder : binders) {
      if (binder instanceof IndexBinder.Named named) {
        names.add(named.name().text());
      }
    }
    indices.push(names);
  }

  void close() {
    indices.pop();
  }

  boolean inFormula() {
    return !indices.isEmpty();
  }

  Set<String> visible() {
    Set<String> visible = new HashSet<>(defined);
    indices.forEach(visible::addAll);
    return visible;
  }

  Iterable<Name> unused() {
    return unused.values();
  }
}
