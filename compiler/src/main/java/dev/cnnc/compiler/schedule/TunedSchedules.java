package dev.cnnc.compiler.schedule;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Choices for kernels by their form, as found by measurement on one kind of machine. Whatever they
 * say, kernels compute the same: what does not fit a kernel is cut down, and forms that no kernel
 * has are of no effect.
 *
 * @param choices by the text of the form, in the order in which they were found
 * @param origins where choices stand, by the same, for those that stand in a file
 */
public record TunedSchedules(Map<String, KernelChoice> choices, Map<String, String> origins) {
  /** No choices: all schedules are the default ones. */
  public static final TunedSchedules NONE = new TunedSchedules(Map.of());

  public TunedSchedules {
    choices = Collections.unmodifiableMap(new LinkedHashMap<>(choices));
    origins = Map.copyOf(origins);
  }

  /** Choices that stand in no file. */
  public TunedSchedules(Map<String, KernelChoice> choices) {
    this(choices, Map.of());
  }

  public boolean isEmpty() {
    return choices.isEmpty();
  }

  /** With another choice for a form; what that leaves open stays as it was. */
  public TunedSchedules with(String form, KernelChoice choice) {
    Map<String, KernelChoice> all = new LinkedHashMap<>(choices);
    all.merge(form, choice, (before, now) -> now.and(before));
    return new TunedSchedules(all);
  }

  /** With all choices of another, which replace those for the same forms. */
  public TunedSchedules with(TunedSchedules other) {
    Map<String, KernelChoice> all = new LinkedHashMap<>(choices);
    all.putAll(other.choices);
    return new TunedSchedules(all);
  }

  /** Only the choices for some forms. */
  public TunedSchedules only(Set<String> forms) {
    Map<String, KernelChoice> some = new LinkedHashMap<>(choices);
    some.keySet().retainAll(forms);
    return new TunedSchedules(some);
  }

  Optional<Schedule> schedule(Nest nest) {
    return choice(nest).flatMap(KernelChoice::schedule);
  }

  /**
   * @param nest over operands as they are stored
   */
  Optional<Boolean> copied(Nest nest) {
    return choice(nest).flatMap(KernelChoice::copied);
  }

  /** Where the choice for a nest stands, in parentheses; empty if it is in no file. */
  String origin(Nest nest) {
    String origin = origins.get(KernelForm.of(nest));
    return origin == null ? "" : " (" + origin + ")";
  }

  private Optional<KernelChoice> choice(Nest nest) {
    return isEmpty() ? Optional.empty() : Optional.ofNullable(choices.get(KernelForm.of(nest)));
  }
}
