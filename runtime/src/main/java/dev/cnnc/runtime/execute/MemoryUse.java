package dev.cnnc.runtime.execute;

import dev.cnnc.runtime.program.Buffer;
import dev.cnnc.runtime.program.Program;
import dev.cnnc.runtime.program.Role;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The bytes of the arrays that programs of a network run on, borders and padding included: what
 * {@link Variables} and {@link Execution} allocate.
 *
 * @param examples how many there is room for: of a batch that is run in parts, those of a part
 * @param prepared what follows from parameters alone, of all programs
 * @param inputs of all programs
 * @param temporaries activations, gradients of activations and whatever else is computed on the
 *     way, of all programs
 */
public record MemoryUse(
    int examples,
    long parameters,
    long prepared,
    long gradients,
    long states,
    long inputs,
    long temporaries) {
  private static final String UNITS = "KMGT";

  /**
   * @param programs of one network; what they have in common counts once
   * @param examples how many are run at once
   */
  public static MemoryUse of(Collection<Program> programs, int examples) {
    Map<Role, Long> bytes = new EnumMap<>(Role.class);
    Set<String> variables = new HashSet<>();
    for (Program program : programs) {
      Map<Integer, Long> arrays = new HashMap<>();
      for (int number = 0; number < program.buffers().size(); number++) {
        Buffer buffer = program.buffers().get(number);
        long own =
            Allocation.BYTES_PER_ELEMENT * Allocation.elements(buffer, program.room(examples));
        if (buffer.role() == Role.TEMPORARY) {
          arrays.merge(program.arrays().get(number), own, Math::max);
        } else if (!Variables.isVariable(buffer.role()) || variables.add(buffer.name())) {
          bytes.merge(buffer.role(), own, Long::sum);
        }
      }
      long temporaries = arrays.values().stream().mapToLong(Long::longValue).sum();
      bytes.merge(Role.TEMPORARY, temporaries, Long::sum);
    }
    return new MemoryUse(
        examples,
        bytes.getOrDefault(Role.PARAMETER, 0L),
        bytes.getOrDefault(Role.PREPARED, 0L),
        bytes.getOrDefault(Role.GRADIENT, 0L),
        bytes.getOrDefault(Role.STATE, 0L),
        bytes.getOrDefault(Role.INPUT, 0L),
        bytes.getOrDefault(Role.TEMPORARY, 0L));
  }

  public long total() {
    return parameters + prepared + gradients + states + inputs + temporaries;
  }

  /** An amount of memory for people: {@code 1.7 MiB}. */
  public static String text(long bytes) {
    double amount = bytes;
    int unit = -1;
    while (amount >= 1024 && unit < UNITS.length() - 1) {
      amount /= 1024;
      unit++;
    }
    return unit < 0
        ? bytes + " B"
        : String.format(Locale.ROOT, "%.1f %ciB", amount, UNITS.charAt(unit));
  }
}
