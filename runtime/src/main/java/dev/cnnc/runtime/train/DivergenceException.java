package dev.cnnc.runtime.train;

/** A training was stopped because its loss was no finite number. */
public final class DivergenceException extends RuntimeException {
  private final long step;

  DivergenceException(long step, int epoch, float loss) {
    super(
        "the loss is "
            + loss
            + " at step "
            + step
            + " (epoch "
            + epoch
            + "); training stopped before this step changed the parameters: try a lower learning"
            + " rate, a warm-up or gradient clipping, and check the data");
    this.step = step;
  }

  /** The step at which it happened, counted from 1. */
  public long step() {
    return step;
  }
}
