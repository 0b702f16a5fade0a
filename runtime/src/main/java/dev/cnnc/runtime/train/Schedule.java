package dev.cnnc.runtime.train;

/**
 * What the learning rate of the optimizer is multiplied by at each step: a number in [0, 1].
 *
 * <p>Made by {@link ScheduleKind#create}, which defines each kind.
 */
@FunctionalInterface
public interface Schedule {
  /**
   * The factor of a step.
   *
   * @param step counted from 0 over the whole training
   * @param stepsPerEpoch how many steps an epoch has
   * @param epochs how many epochs the training has
   */
  double factor(long step, int stepsPerEpoch, int epochs);

  /** The same rate at every step. */
  static Schedule constant() {
    return (step, stepsPerEpoch, epochs) -> 1;
  }
}
