package dev.cnnc.benchmarks.compare;

import java.io.IOException;

/** Whether engines compute the same as the first of them. */
final class Agreement {
  /** The greatest difference allowed, as a part of the largest number. */
  static final double TOLERANCE = 1e-4;

  /** Likewise of what the loss has changed after some steps: that shows the update. */
  private static final double CHANGE_TOLERANCE = 1e-2;

  private static final int STEPS = 5;

  private final Measurement measurement;
  private double[] expected;
  private double greatest;

  Agreement(Measurement measurement) {
    this.measurement = measurement;
  }

  /** The greatest difference so far. */
  double greatest() {
    return greatest;
  }

  /**
   * Asks a worker for its logits, or for the losses of some steps of training.
   *
   * @throws WorkerException if they differ too much from those of the first worker asked
   */
  void check(WorkerProcess worker) throws IOException, WorkerException {
    int batch = measurement.batch();
    double[] found =
        measurement.training()
            ? worker.ask("losses %d %d".formatted(batch, STEPS))
            : worker.ask("logits " + batch);
    if (expected == null) {
      expected = found;
      return;
    }
    double difference = difference(found, expected, TOLERANCE);
    greatest = Math.max(greatest, difference);
    if (measurement.training()) {
      difference(changes(found), changes(expected), CHANGE_TOLERANCE);
    }
  }

  private static double difference(double[] found, double[] expected, double tolerance)
      throws WorkerException {
    if (found.length != expected.length) {
      throw new WorkerException("gives " + found.length + " numbers, expected " + expected.length);
    }
    double largest = 0;
    double difference = 0;
    for (int i = 0; i < found.length; i++) {
      largest = Math.max(largest, Math.abs(expected[i]));
      difference = Math.max(difference, Math.abs(found[i] - expected[i]));
    }
    if (!(difference <= tolerance * largest)) {
      throw new WorkerException(
          "other results: they differ by %.2g where the largest is %.4g, such as %.6g and %.6g"
              .formatted(
                  difference, largest, found[found.length - 1], expected[expected.length - 1]));
    }
    return difference / largest;
  }

  private static double[] changes(double[] losses) {
    double[] changes = new double[losses.length];
    for (int i = 0; i < losses.length; i++) {
      changes[i] = losses[i] - losses[0];
    }
    return changes;
  }
}
