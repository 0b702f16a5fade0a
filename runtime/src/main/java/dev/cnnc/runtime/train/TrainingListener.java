package dev.cnnc.runtime.train;

/**
 * Is told how a training goes, on the thread that trains. What it throws ends the training. Epochs
 * and steps count from 1.
 */
public interface TrainingListener {
  /**
   * Before the first step.
   *
   * @param firstEpoch more than 1 if a training is resumed
   */
  default void started(int firstEpoch, int epochs, int stepsPerEpoch, int examples) {}

  /**
   * After each step.
   *
   * @param step since the training's first; of epoch {@code e} they are {@code (e − 1) ·
   *     stepsPerEpoch + 1} to {@code e · stepsPerEpoch}
   * @param loss of this step's batch, before the update
   * @param meanLoss over the examples of the epoch so far
   * @param examplesPerSecond in this epoch so far
   */
  default void step(long step, int epoch, double loss, double meanLoss, double examplesPerSecond) {}

  /** After each epoch, when it has been tested and the hook of the trainer has run. */
  default void epoch(EpochReport report) {}
}
