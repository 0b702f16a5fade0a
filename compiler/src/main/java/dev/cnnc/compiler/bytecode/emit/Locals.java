package dev.cnnc.compiler.bytecode.emit;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The variables in scope at a place of a method, innermost last. Slots are given out like a stack:
 * what a scope took is free again when it ends, which keeps methods short (the first four slots
 * have instructions of one byte) and stack map frames small.
 */
final class Locals {
  private final List<Local> visible = new ArrayList<>();

  /** For each visible variable the outer one of the same name, if there is one. */
  private final List<Local> hidden = new ArrayList<>();

  private final Map<String, Local> byName = new HashMap<>();
  private int next;

  Locals copy() {
    Locals copy = new Locals();
    copy.visible.addAll(visible);
    copy.hidden.addAll(hidden);
    copy.byName.putAll(byName);
    copy.next = next;
    return copy;
  }

  Local add(String name, Kind kind) {
    Local local = new Local(name, kind, next);
    visible.add(local);
    hidden.add(byName.put(name, local));
    next += kind.slots();
    return local;
  }

  Optional<Local> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  /** How many variables are visible: what {@link #dropTo} takes at the end of a scope. */
  int mark() {
    return visible.size();
  }

  /** The variables that were added since {@code mark}. */
  List<Local> from(int mark) {
    return List.copyOf(visible.subList(mark, visible.size()));
  }

  int nextSlot() {
    return next;
  }

  void dropTo(int mark) {
    while (visible.size() > mark) {
      Local local = visible.remove(visible.size() - 1);
      Local outer = hidden.remove(hidden.size() - 1);
      if (outer == null) {
        byName.remove(local.name());
      } else {
        byName.put(local.name(), outer);
      }
      next = local.slot();
    }
  }
}
