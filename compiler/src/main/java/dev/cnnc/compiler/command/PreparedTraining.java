package dev.cnnc.compiler.command;

import dev.cnnc.compiler.Compilation;
import dev.cnnc.compiler.elaborate.TrainSettings;
import dev.cnnc.compiler.training.DataFiles;
import dev.cnnc.compiler.training.TrainingPlan;
import dev.cnnc.runtime.data.Dataset;
import dev.cnnc.runtime.network.Network;
import dev.cnnc.runtime.train.Trainer;
import dev.cnnc.runtime.train.TrainingOptions;
import java.io.IOException;
import java.util.Optional;

/**
 * A training that is ready to run: its data are read, its network has its first values.
 *
 * @param examples to train on
 */
record PreparedTraining(Network network, Trainer trainer, int examples) implements AutoCloseable {
  /**
   * @throws IOException if the data cannot be read
   * @throws CommandFailure if the data and the network do not fit together
   */
  static PreparedTraining of(
      Compilation compilation, TrainSettings settings, DataFiles files, int threads)
      throws IOException {
    TrainingOptions options = TrainingPlan.options(settings, compilation.metrics());
    Dataset train = files.train();
    Optional<Dataset> test = files.test();
    Network network = Network.create(compilation.load(), threads);
    try {
      network.initialize(settings.seed());
      Trainer trainer = new Trainer(network, train, options);
      test.ifPresent(trainer::testOn);
      return new PreparedTraining(network, trainer, train.size());
    } catch (IllegalArgumentException unsuitable) {
      network.close();
      throw new CommandFailure(
          "data " + settings.data().name() + ": " + unsuitable.getMessage(), unsuitable);
    } catch (RuntimeException | Error failed) {
      network.close();
      throw failed;
    }
  }

  /** Ends the network's threads. */
  @Override
  public void close() {
    network.close();
  }
}
