package dev.cnnc.benchmarks.compare;

/** A worker could not do what it was asked for, or ended. */
final class WorkerException extends Exception {
  private static final long serialVersionUID = 1;

  WorkerException(String message) {
    super(message);
  }
}
