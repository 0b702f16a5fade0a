package dev.cnnc.compiler.command;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * What Ctrl-C does while networks train: it lets the step at hand end, so that no file is cut off
 * while it is written, and says what is on the disk. The wait is short, so that nobody needs to
 * press it twice.
 */
final class Interruption {
  private static final long MOST_SECONDS = 3;

  private final Runnable stop;
  private final Supplier<String> state;
  private final CountDownLatch ended = new CountDownLatch(1);

  private Interruption(Runnable stop, Supplier<String> state) {
    this.stop = stop;
    this.state = state;
  }

  /** Something that takes its time. */
  @FunctionalInterface
  interface Work<T> {
    T run() throws IOException;
  }

  /**
   * Works until it is done, or until the JVM is told to end.
   *
   * @param stop asks the work to end soon; called by another thread
   * @param state what is on the disk, when the work has ended
   */
  static <T> T during(Runnable stop, Supplier<String> state, Work<T> work) throws IOException {
    Interruption interruption = new Interruption(stop, state);
    Thread hook = new Thread(interruption::stop, "interruption");
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      return work.run();
    } finally {
      interruption.ended.countDown();
      remove(hook);
    }
  }

  private void stop() {
    stop.run();
    try {
      ended.await(MOST_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException impatient) {
      Thread.currentThread().interrupt();
    }
    System.err.println("\ninterrupted: " + state.get());
  }

  private static void remove(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException shuttingDown) {
      // It runs already, and has just been told that the work has ended.
    }
  }
}
