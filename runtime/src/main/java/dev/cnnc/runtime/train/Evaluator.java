package dev.cnnc.runtime.train;

import dev.cnnc.runtime.data.Batches;
import dev.cnnc.runtime.data.Dataset;
import dev.cnnc.runtime.execute.Execution;
import dev.cnnc.runtime.network.Network;
import dev.cnnc.runtime.program.Pass;

/** Measures how many examples of a data set a network classifies right. */
public final class Evaluator {
  private final Execution inference;
  private final Batches batches;
  private final Feed feed;
  private final Classification.Counter counter;
  private final int examples;

  /**
   * @param batch how many examples to run at once; does not change the result
   * @throws IllegalArgumentException if the data set does not suit the network, or the network is
   *     no classifier
   */
  public Evaluator(Network network, Dataset data, int batch) {
    Classification classification =
        Classification.of(network, data)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        network.name()
                            + " needs an output f32[K] and the data set a column '"
                            + Dataset.LABEL
                            + "' of whole numbers, to measure an accuracy"));
    inference = network.execution(Pass.INFERENCE);
    examples = data.size();
    batches = new Batches(examples, batch, false, 0);
    feed = new Feed(inference, data, batches, network.team());
    counter = classification.new Counter(data, batches);
  }

  /** The share of the examples that are classified right, with the parameters as they are now. */
  public double accuracy() {
    long right = 0;
    for (int batch = 0; batch < batches.count(); batch++) {
      feed.begin(batch);
      inference.run(0);
      right += counter.count(inference, batch);
    }
    return (double) right / examples;
  }
}
