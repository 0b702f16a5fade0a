package dev.cnnc.compiler.command;

import dev.cnnc.runtime.train.EpochReport;
import dev.cnnc.runtime.train.TrainingListener;
import java.util.List;

/** Tells several listeners of a training. */
record TrainingListeners(List<TrainingListener> listeners) implements TrainingListener {
  TrainingListeners {
    listeners = List.copyOf(listeners);
  }

  @Override
  public void started(int firstEpoch, int epochs, int stepsPerEpoch, int examples) {
    for (TrainingListener listener : listeners) {
      listener.started(firstEpoch, epochs, stepsPerEpoch, examples);
    }
  }

  @Override
  public void step(long step, int epoch, double loss, double meanLoss, double examplesPerSecond) {
    for (TrainingListener listener : listeners) {
      listener.step(step, epoch, loss, meanLoss, examplesPerSecond);
    }
  }

  @Override
  public void epoch(EpochReport report) {
    for (TrainingListener listener : listeners) {
      listener.epoch(report);
    }
  }
}
