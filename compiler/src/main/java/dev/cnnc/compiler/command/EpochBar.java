package dev.cnnc.compiler.command;

import dev.cnnc.runtime.train.EpochReport;
import dev.cnnc.runtime.train.TrainingListener;

/** Shows on a bar how far an epoch is. */
final class EpochBar implements TrainingListener {
  private final ProgressBar bar;
  private final String label;
  private int epochs;
  private int stepsPerEpoch;
  private int examples;

  /**
   * @param label what stands before the number of the epoch
   */
  EpochBar(ProgressBar bar, String label) {
    this.bar = bar;
    this.label = label;
  }

  @Override
  public void started(int firstEpoch, int epochs, int stepsPerEpoch, int examples) {
    this.epochs = epochs;
    this.stepsPerEpoch = stepsPerEpoch;
    this.examples = examples;
  }

  @Override
  public void step(long step, int epoch, double loss, double meanLoss, double examplesPerSecond) {
    long inEpoch = step - (epoch - 1L) * stepsPerEpoch;
    long done = Math.min(examples, inEpoch * examples / stepsPerEpoch);
    String text = label + "epoch " + epoch + "/" + epochs;
    bar.update(text, done, examples, meanLoss, examplesPerSecond);
  }

  @Override
  public void epoch(EpochReport report) {
    bar.clear();
  }
}
