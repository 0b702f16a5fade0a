package dev.cnnc.runtime.train;

import dev.cnnc.runtime.data.Batches;
import dev.cnnc.runtime.data.Dataset;
import dev.cnnc.runtime.execute.Execution;
import dev.cnnc.runtime.metric.Measurement;
import dev.cnnc.runtime.metric.Metrics;
import dev.cnnc.runtime.network.Network;
import dev.cnnc.runtime.program.Pass;

/** Measures how a network does on a data set. */
public final class Evaluator {
  private final Execution evaluation;
  private final Batches batches;
  private final Feed feed;
  private final Meter meter;

  /**
   * @param batch how many examples to run at once; does not change the metrics
   * @throws IllegalArgumentException if the data set or a metric does not suit the network
   * @throws IllegalStateException if the network was compiled without its loss
   */
  public Evaluator(Network network, Dataset data, int batch, Metrics metrics) {
    evaluation = network.execution(Pass.EVALUATION);
    batches = new Batches(data.size(), batch, false, 0);
    feed = new Feed(evaluation, data, batches, network.team());
    meter = new Meter(metrics, evaluation, feed, data, batches.batchSize());
  }

  /** Loss and metrics over all examples, with the parameters as they are now. */
  public Measurement measure() {
    meter.reset();
    for (int batch = 0; batch < batches.count(); batch++) {
      feed.begin(batch);
      evaluation.run(0);
      meter.add();
    }
    return meter.measurement();
  }
}
