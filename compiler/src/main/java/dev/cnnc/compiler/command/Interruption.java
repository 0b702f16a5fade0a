package dev.cnnc.compiler.command;

import dev.cnnc.runtime.train.Trainer;
import dev.cnnc.runtime.train.TrainingResult;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * What Ctrl-C does while a network trains: it lets the step at hand end, so that no file is cut off
 * while it is written, and says what is on the disk. The wait is short, so that nobody needs to
 * press it twice.
 */
final class Interruption {
  private static final long MOST_SECONDS = 3;

  private final Trainer trainer;
  private final TrainingFiles files;
  private final CountDownLatch ended = new CountDownLatch(1);

  private Interruption(Trainer trainer, TrainingFiles files) {
    this.trainer = trainer;
    this.files = files;
  }

  /** Trains until the last epoch, or until the JVM is told to end. */
  static TrainingResult train(Trainer trainer, TrainingFiles files) throws IOException {
    Interruption interruption = new Interruption(trainer, files);
    Thread hook = new Thread(interruption::stop, "interruption");
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      return trainer.train();
    } finally {
      interruption.ended.countDown();
      remove(hook);
    }
  }

  private void stop() {
    trainer.stop();
    try {
      ended.await(MOST_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException impatient) {
      Thread.currentThread().interrupt();
    }
    System.err.println("\ninterrupted: " + files.stateNow());
  }

  private static void remove(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException shuttingDown) {
      // It runs already, and has just been told that the training has ended.
    }
  }
}
