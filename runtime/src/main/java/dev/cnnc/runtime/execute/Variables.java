package dev.cnnc.runtime.execute;

import dev.cnnc.runtime.program.Buffer;
import dev.cnnc.runtime.program.Program;
import dev.cnnc.runtime.program.Role;
import dev.cnnc.runtime.program.RowList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The parameters, states and gradients of a network by name: one array each, whichever of its
 * programs uses it. All are zero at first.
 */
public final class Variables {
  private final Map<String, Variable> variables = new LinkedHashMap<>();
  private long version;

  /**
   * @throws IllegalArgumentException if programs disagree on the role, type or layout of a variable
   * @throws InsufficientMemoryException if they do not fit on the heap
   */
  public Variables(Collection<Program> programs) {
    Map<String, Program> firstUse = new LinkedHashMap<>();
    Map<String, Buffer> buffers = new LinkedHashMap<>();
    for (Program program : programs) {
      for (Buffer buffer : program.buffers()) {
        if (!isVariable(buffer.role())) {
          continue;
        }
        if (buffer.batched()) {
          throw new IllegalArgumentException(
              "'" + buffer.name() + "' of " + program.name() + " is a variable, but batched");
        }
        Buffer known = buffers.putIfAbsent(buffer.name(), buffer);
        if (known == null) {
          firstUse.put(buffer.name(), program);
        } else {
          requireSame(known, firstUse.get(buffer.name()), buffer, program);
          if (known.initializer().isEmpty()) { // one program may know more than another
            buffers.put(buffer.name(), buffer);
          }
        }
      }
    }
    Allocation.requireHeap("the variables of the network", buffers.values(), 1);
    for (Buffer buffer : buffers.values()) {
      variables.put(buffer.name(), new Variable(buffer, this::changed));
    }
    for (Variable rows : all(Role.ROWS)) {
      get(rows.name().substring(RowList.PREFIX.length())).listRowsIn(rows);
    }
  }

  /** Another number whenever one of them may have changed. */
  long version() {
    return version;
  }

  void changed() {
    version++;
  }

  static boolean isVariable(Role role) {
    return switch (role) {
      case PARAMETER, STATE, GRADIENT, ROWS -> true;
      case INPUT, PREPARED, TEMPORARY -> false;
    };
  }

  private static void requireSame(Buffer known, Program first, Buffer other, Program second) {
    if (known.role() != other.role()
        || known.integers() != other.integers()
        || !known.layout().equals(other.layout())) {
      throw new IllegalArgumentException(
          "the programs of a network must agree on '"
              + known.name()
              + "': "
              + describe(known)
              + " in "
              + first.name()
              + ", "
              + describe(other)
              + " in "
              + second.name());
    }
  }

  private static String describe(Buffer buffer) {
    return buffer.role() + (buffer.integers() ? " i32 " : " f32 ") + buffer.layout();
  }

  /**
   * @throws IllegalArgumentException if there is none of that name
   */
  public Variable get(String name) {
    Variable variable = variables.get(name);
    if (variable == null) {
      throw new IllegalArgumentException(
          "no parameter, state or gradient '" + name + "'; there are " + variables.keySet());
    }
    return variable;
  }

  /** All of one role, in the order of the programs. */
  public List<Variable> all(Role role) {
    return variables.values().stream().filter(variable -> variable.role() == role).toList();
  }

  /** All, in the order of the programs. */
  public Collection<Variable> all() {
    return Collections.unmodifiableCollection(variables.values());
  }
}
