package dev.cnnc.compiler.command;

import dev.cnnc.runtime.train.Trainer;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * What Ctrl-C does while a network trains: it lets the step at hand end, so that no file is cut off
 * while it is written, and says what is on the disk. The wait is short, so that nobody needs to
 * press it twice.
 */
final class Interruption implements AutoCloseable {
  private static final long MOST_SECONDS = 3;

  private final CountDownLatch ended = new CountDownLatch(1);
  private final Thread hook;

  Interruption(Trainer trainer, TrainingFiles files) {
    hook =
        new Thread(
            () -> {
              trainer.stop();
              awaitEnd();
              System.err.println("\ninterrupted: " + files.stateNow());
            },
            "interruption");
    Runtime.getRuntime().addShutdownHook(hook);
  }

  private void awaitEnd() {
    try {
      ended.await(MOST_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException impatient) {
      Thread.currentThread().interrupt();
    }
  }

  /** The training has ended, by itself or because it was told to. */
  @Override
  public void close() {
    ended.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException shuttingDown) {
      // The hook runs already, and has just been told.
    }
  }
}
