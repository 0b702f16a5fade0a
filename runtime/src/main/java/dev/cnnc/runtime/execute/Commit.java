package dev.cnnc.runtime.execute;

import dev.cnnc.runtime.program.Buffer;
import dev.cnnc.runtime.program.Program;
import dev.cnnc.runtime.program.Role;
import dev.cnnc.runtime.program.RowList;
import dev.cnnc.runtime.program.Update;
import java.util.HashSet;
import java.util.Set;

/**
 * The updates of a program as {@link Swap swaps} of arrays where these are possible, otherwise as
 * copies. All sources are read as they were before the commit: a source that is itself a target
 * (two states that swap) goes through a copy.
 */
final class Commit {
  private final int[] targets;
  private final int[] sources;
  private final int[] lengths;

  /** The buffers of the rows that are written, and how far these are apart. */
  private final int[] rows;

  private final int[] widths;

  /** Null where an update is a copy. */
  private final Swap[] swaps;

  private final float[][] floatCopies;
  private final int[][] integerCopies;
  private final Program program;

  /** How the new states are read: what lies between their elements may be anything. */
  private final LayoutCopy[] stateCopies;

  /** A new state, row-major; as long as the longest that was looked at. */
  private float[] state = new float[0];

  /**
   * @throws IllegalArgumentException if source and target differ in layout or type, or a target is
   *     written twice or is neither parameter nor state
   */
  Commit(Program program) {
    this.program = program;
    int count = program.updates().size();
    targets = new int[count];
    sources = new int[count];
    lengths = new int[count];
    rows = new int[count];
    widths = new int[count];
    swaps = new Swap[count];
    floatCopies = new float[count][];
    integerCopies = new int[count][];
    stateCopies = new LayoutCopy[count];
    Set<Integer> written = new HashSet<>();
    for (int i = 0; i < count; i++) {
      Update update = program.updates().get(i);
      Buffer target = program.buffers().get(update.target());
      Buffer source = program.buffers().get(update.source());
      if (!target.layout().equals(source.layout())
          || target.integers() != source.integers()
          || target.batched()
          || source.batched()
          || !Variables.isVariable(target.role())
          || !written.add(update.target())) {
        throw new IllegalArgumentException(
            "malformed update of " + program.name() + ": " + source + " to " + target);
      }
      targets[i] = update.target();
      sources[i] = update.source();
      lengths[i] = target.layout().length();
      if (target.role() == Role.STATE && !target.integers()) {
        stateCopies[i] = new LayoutCopy(source.layout());
      }
      swaps[i] = Swap.of(program, update).orElse(null);
      rows[i] = update.rows();
      if (rows[i] != Update.ALL) {
        requireTable(program, target);
        widths[i] = target.layout().strides().get(0);
      }
    }
    for (int i = 0; i < count; i++) {
      if (written.contains(sources[i]) && sources[i] != targets[i]) {
        Buffer source = program.buffers().get(sources[i]);
        floatCopies[i] = source.integers() ? null : Allocation.floats(source, 1);
        integerCopies[i] = source.integers() ? Allocation.integers(source, 1) : null;
      }
    }
  }

  /**
   * @throws StateException if what a state would be is no finite number
   */
  void requireFiniteStates(float[][] floats, int examples) {
    for (int i = 0; i < targets.length; i++) {
      if (stateCopies[i] == null) {
        continue;
      }
      int elements = stateCopies[i].elements();
      state = state.length < elements ? new float[elements] : state;
      stateCopies[i].gather(floats[sources[i]], state, 1);
      for (int element = 0; element < elements; element++) {
        if (!Float.isFinite(state[element])) {
          String name = program.buffers().get(targets[i]).name();
          throw new StateException(name, state[element], examples);
        }
      }
    }
  }

  /**
   * @param variables those of the program's buffers that are variables
   */
  void run(float[][] floats, int[][] integers, Variable[] variables) {
    for (int i = 0; i < targets.length; i++) {
      if (floatCopies[i] != null) {
        System.arraycopy(floats[sources[i]], 0, floatCopies[i], 0, lengths[i]);
      } else if (integerCopies[i] != null) {
        System.arraycopy(integers[sources[i]], 0, integerCopies[i], 0, lengths[i]);
      }
    }
    for (int i = 0; i < targets.length; i++) {
      if (swaps[i] != null) {
        swaps[i].run(floats, variables[targets[i]]);
      } else if (floats[targets[i]] != null) {
        float[] source = floatCopies[i] != null ? floatCopies[i] : floats[sources[i]];
        if (rows[i] == Update.ALL) {
          System.arraycopy(source, 0, floats[targets[i]], 0, lengths[i]);
        } else {
          copyRows(source, floats[targets[i]], integers[rows[i]], widths[i]);
        }
      } else {
        int[] source = integerCopies[i] != null ? integerCopies[i] : integers[sources[i]];
        System.arraycopy(source, 0, integers[targets[i]], 0, lengths[i]);
      }
    }
  }

  private static void copyRows(float[] source, float[] target, int[] rows, int width) {
    for (int i = 1; i <= rows[0]; i++) {
      System.arraycopy(source, rows[i] * width, target, rows[i] * width, width);
    }
  }

  private static void requireTable(Program program, Buffer target) {
    if (target.integers() || !RowList.isTable(target.layout())) {
      throw new IllegalArgumentException(
          "malformed update of " + program.name() + ": " + target + " is no table with rows");
    }
  }
}
