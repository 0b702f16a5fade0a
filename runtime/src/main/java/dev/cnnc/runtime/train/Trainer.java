package dev.cnnc.runtime.train;

import dev.cnnc.runtime.data.Batches;
import dev.cnnc.runtime.data.Dataset;
import dev.cnnc.runtime.execute.Execution;
import dev.cnnc.runtime.metric.Measurement;
import dev.cnnc.runtime.network.Network;
import dev.cnnc.runtime.program.Pass;
import dev.cnnc.runtime.program.Phase;
import dev.cnnc.runtime.random.SplitMix64;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Trains a network on a data set.
 *
 * <pre>{@code
 * network.initialize(17);
 * Trainer trainer = new Trainer(network, train, options).testOn(test).listener(progress);
 * trainer.afterEpoch(report -> network.save(file, Map.of()));
 * trainer.train();
 * }</pre>
 *
 * <p>The same network, data and options give the same bits, whatever the number of threads, and
 * whether the training went through or was resumed after an epoch. A step allocates nothing.
 */
public final class Trainer {
  private final Network network;
  private final Dataset data;
  private final TrainingOptions options;
  private final Execution gradients;
  private final Batches batches;
  private final Feed feed;
  private final Meter meter;
  private final long randomSeed;
  private final long augmentationSeed;
  private Optional<Evaluator> evaluator = Optional.empty();
  private TrainingListener listener = new TrainingListener() {};
  private EpochHook hook = report -> {};
  private int finishedEpochs;
  private volatile boolean stopping;

  /** What to do after each epoch, such as writing the weights to a file. */
  @FunctionalInterface
  public interface EpochHook {
    void finished(EpochReport report) throws IOException;
  }

  /**
   * @throws IllegalArgumentException if the data set or a metric does not suit the network
   * @throws IllegalStateException if the network was compiled without gradients or optimizer
   */
  public Trainer(Network network, Dataset data, TrainingOptions options) {
    this.network = network;
    this.data = data;
    this.options = options;
    gradients = network.execution(Pass.GRADIENTS);
    network.execution(Pass.UPDATE);
    long shuffleSeed = SplitMix64.named(options.seed(), "shuffle").nextLong();
    randomSeed = SplitMix64.named(options.seed(), "steps").nextLong();
    augmentationSeed = SplitMix64.named(options.seed(), "augment").nextLong();
    batches = new Batches(data.size(), options.batch(), options.shuffle(), shuffleSeed);
    feed = new Feed(gradients, data, batches, network.team());
    meter = new Meter(options.metrics(), gradients, feed, data, batches.batchSize());
  }

  /**
   * Measures loss and metrics on these examples after each epoch.
   *
   * @throws IllegalArgumentException if they do not suit the network
   */
  public Trainer testOn(Dataset test) {
    evaluator = Optional.of(new Evaluator(network, test, options.batch(), options.metrics()));
    return this;
  }

  public Trainer listener(TrainingListener value) {
    listener = value;
    return this;
  }

  /** Is run after each epoch, before the listener hears of it. */
  public Trainer afterEpoch(EpochHook value) {
    hook = value;
    return this;
  }

  /** A checkpoint of the state that the last finished epoch left; for the hook. */
  public Checkpoint checkpoint() {
    return new Checkpoint(finishedEpochs, options.seed(), options.batch());
  }

  /**
   * Goes on after the epoch at which a checkpoint was made; reads it into the network.
   *
   * @throws IOException if it cannot be read or is of another model
   * @throws IllegalArgumentException if it was made with another seed or batch size
   */
  public Trainer resume(Path file) throws IOException {
    Checkpoint checkpoint = Checkpoint.load(file, network);
    if (checkpoint.seed() != options.seed() || checkpoint.batch() != options.batch()) {
      throw new IllegalArgumentException(
          file
              + " was made with seed "
              + checkpoint.seed()
              + " and batch "
              + checkpoint.batch()
              + ", this training has seed "
              + options.seed()
              + " and batch "
              + options.batch());
    }
    finishedEpochs = checkpoint.finishedEpochs();
    return this;
  }

  /**
   * Asks the training to end after the step at hand; may be called by any thread. The epoch that is
   * cut off is not reported, and the hook is not run for it.
   */
  public void stop() {
    stopping = true;
  }

  /**
   * Trains until the last epoch or {@link #stop}.
   *
   * @throws DivergenceException if the loss of a step is not finite; that step has changed nothing
   * @throws dev.cnnc.runtime.execute.StateException likewise, if a state would become no finite
   *     number
   * @throws IOException if the hook throws it
   */
  public TrainingResult train() throws IOException {
    listener.started(finishedEpochs + 1, options.epochs(), batches.count(), data.size());
    Optional<EpochReport> last = Optional.empty();
    while (finishedEpochs < options.epochs() && !stopping) {
      Optional<EpochReport> report = trainEpoch(finishedEpochs);
      if (report.isPresent()) {
        finishedEpochs++;
        last = report;
        hook.finished(report.get());
        listener.epoch(report.get());
      }
    }
    return new TrainingResult(finishedEpochs, finishedEpochs < options.epochs(), last);
  }

  /** Returns nothing if it was stopped on the way. */
  private Optional<EpochReport> trainEpoch(int epoch) {
    long start = System.nanoTime();
    meter.reset();
    batches.begin(epoch);
    for (int batch = 0; batch < batches.count(); batch++) {
      if (stopping) {
        return Optional.empty();
      }
      long step = (long) epoch * batches.count() + batch;
      float loss = trainStep(epoch, batch, step);
      meter.add();
      listener.step(
          step + 1, epoch + 1, loss, meter.loss(), meter.examples() / secondsSince(start));
    }
    double trainSeconds = secondsSince(start);
    start = System.nanoTime();
    Optional<Measurement> test = evaluator.map(Evaluator::measure);
    return Optional.of(
        new EpochReport(
            epoch + 1,
            options.epochs(),
            (long) (epoch + 1) * batches.count(),
            meter.measurement(),
            test,
            trainSeconds,
            secondsSince(start)));
  }

  private float trainStep(int epoch, int batch, long step) {
    long random = SplitMix64.mix(randomSeed, step);
    feed.beginAugmented(batch, SplitMix64.mix(augmentationSeed, epoch));
    gradients.run(Phase.FORWARD, random);
    float loss = gradients.scalar(Network.LOSS);
    if (!Float.isFinite(loss)) {
      throw new DivergenceException(step + 1, epoch + 1, loss);
    }
    gradients.run(Phase.BACKWARD, random);
    gradients.requireFiniteStates();
    gradients.commit();
    network.update((float) options.schedule().factor(step, batches.count(), options.epochs()));
    return loss;
  }

  private static double secondsSince(long start) {
    return Math.max(System.nanoTime() - start, 1) * 1e-9;
  }
}
