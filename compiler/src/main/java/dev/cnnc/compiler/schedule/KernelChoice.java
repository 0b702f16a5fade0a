package dev.cnnc.compiler.schedule;

import java.util.Optional;

/**
 * What is chosen for kernels of one form, in place of what the model of costs would choose.
 *
 * @param copied whether operands are copied to where their axes have the order that vectors want,
 *     or read as they are stored; for kernels where both is possible
 * @param schedule empty for the default
 */
public record KernelChoice(Optional<Boolean> copied, Optional<Schedule> schedule) {
  public KernelChoice {
    if (copied.isEmpty() && schedule.isEmpty()) {
      throw new IllegalArgumentException("nothing is chosen");
    }
  }

  /** A schedule. */
  public static KernelChoice of(Schedule schedule) {
    return new KernelChoice(Optional.empty(), Optional.of(schedule));
  }

  /** Whether operands are copied, with the default schedule. */
  public static KernelChoice operands(boolean copied) {
    return new KernelChoice(Optional.of(copied), Optional.empty());
  }

  /** This choice, and what another says of what this leaves open. */
  KernelChoice and(KernelChoice other) {
    return new KernelChoice(copied.or(other::copied), schedule.or(other::schedule));
  }
}
