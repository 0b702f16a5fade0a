package dev.cnnc.runtime.parallel;

/** Work in numbered pieces that may run on any thread in any order. */
@FunctionalInterface
public interface Tasks {
  /** Runs the tasks {@code from} (inclusive) to {@code to} (exclusive). */
  void run(int from, int to);
}
