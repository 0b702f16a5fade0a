package dev.cnnc.compiler.schedule;

import dev.cnnc.compiler.graph.ElementType;
import dev.cnnc.compiler.graph.Value;
import dev.cnnc.runtime.program.Buffer;
import dev.cnnc.runtime.program.Initializer;
import dev.cnnc.runtime.program.Layout;
import dev.cnnc.runtime.program.Role;
import dev.cnnc.runtime.program.RowList;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The buffers of a program that is being built, by their numbers. */
final class BufferTable {
  private final List<Buffer> buffers = new ArrayList<>();
  private final Set<String> names = new HashSet<>();
  private final Set<Integer> bordered = new HashSet<>();
  private final Map<String, Integer> rowLists = new HashMap<>();

  List<Buffer> all() {
    return Collections.unmodifiableList(buffers);
  }

  /** How many there are: the number of the next one. */
  int size() {
    return buffers.size();
  }

  /** Those that have a border of zeros. */
  Set<Integer> bordered() {
    return bordered;
  }

  /** Keeps names for buffers that are added later. */
  void reserve(Collection<String> taken) {
    names.addAll(taken);
  }

  /** The name, with a number if another buffer has it. */
  String unique(String name) {
    String unique = name;
    for (int i = 2; names.contains(unique); i++) {
      unique = name + "_" + i;
    }
    return unique;
  }

  void add(String name, Role role, Storage storage, Optional<Initializer> initializer) {
    Value value = storage.value();
    boolean integers = value.type() == ElementType.I32;
    if (storage.hasHalo()) {
      bordered.add(buffers.size());
    }
    names.add(name);
    buffers.add(new Buffer(name, role, integers, value.batched(), storage.layout(), initializer));
  }

  /** The buffer of that name, which holds a list of some of {@code rows} rows. */
  int rowList(String name, int rows) {
    return rowLists.computeIfAbsent(name, n -> plain(n, Role.ROWS, true, RowList.layout(rows)));
  }

  /**
   * An array for what is added up to results of a value.
   *
   * @param batched whether examples have some each
   */
  int partials(Value result, Layout layout, boolean batched) {
    String name = unique(result.name() + ".partials");
    names.add(name);
    buffers.add(new Buffer(name, Role.TEMPORARY, false, batched, layout, Optional.empty()));
    return buffers.size() - 1;
  }

  /** Those among some that are nothing else are kept from run to run. */
  void prepared(Set<Integer> numbers) {
    for (int number : numbers) {
      Buffer buffer = buffers.get(number);
      if (buffer.role() == Role.TEMPORARY) {
        buffers.set(number, buffer.withRole(Role.PREPARED));
      }
    }
  }

  private int plain(String name, Role role, boolean integers, Layout layout) {
    names.add(name);
    buffers.add(new Buffer(name, role, integers, false, layout, Optional.empty()));
    return buffers.size() - 1;
  }
}
