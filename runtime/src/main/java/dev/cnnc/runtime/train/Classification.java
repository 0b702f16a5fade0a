package dev.cnnc.runtime.train;

import dev.cnnc.runtime.data.Batches;
import dev.cnnc.runtime.data.Column;
import dev.cnnc.runtime.data.Dataset;
import dev.cnnc.runtime.execute.Execution;
import dev.cnnc.runtime.network.Network;
import dev.cnnc.runtime.program.Buffer;
import dev.cnnc.runtime.program.Pass;
import java.util.List;
import java.util.Optional;

/**
 * What makes a network a classifier: an output with a score for each of K classes, and the number
 * of the right one.
 *
 * @param output the model's output of shape {@code f32[K]}
 * @param label the column of shape {@code i32[]}
 * @param classes K
 */
public record Classification(String output, String label, int classes) {
  /**
   * The first output with one axis and the column {@code label}, if there are both.
   *
   * @throws IllegalArgumentException if there are both, but a label is no number from 0 to K − 1
   */
  public static Optional<Classification> of(Network network, Dataset data) {
    Column labels = data.columns().get(Dataset.LABEL);
    if (labels == null || !labels.isIntegers() || labels.elements() != 1) {
      return Optional.empty();
    }
    Execution inference = network.execution(Pass.INFERENCE);
    for (String output : inference.program().outputs().keySet()) {
      Buffer buffer = inference.output(output);
      List<Integer> shape = buffer.layout().shape();
      if (buffer.batched() && !buffer.integers() && shape.size() == 1) {
        requireLabels(labels, shape.get(0), output);
        return Optional.of(new Classification(output, Dataset.LABEL, shape.get(0)));
      }
    }
    return Optional.empty();
  }

  private static void requireLabels(Column labels, int classes, String output) {
    int[] label = new int[1];
    for (int example = 0; example < labels.size(); example++) {
      labels.read(example, label, 0);
      if (label[0] < 0 || label[0] >= classes) {
        throw new IllegalArgumentException(
            "example "
                + example
                + " of the data set has the label "
                + label[0]
                + ", output '"
                + output
                + "' has the classes 0 to "
                + (classes - 1));
      }
    }
  }

  /** Counts how many examples of batches get the highest score for their label. */
  final class Counter {
    private final Column labels;
    private final Batches batches;
    private final float[] scores;
    private final int[] right = new int[1];

    Counter(Dataset data, Batches batches) {
      this.batches = batches;
      labels = data.columns().get(label);
      scores = new float[Math.multiplyExact(classes, batches.batchSize())];
    }

    /** How many of a batch the program's last run classified right; of equal scores the first. */
    int count(Execution execution, int batch) {
      execution.read(output, scores);
      int count = 0;
      for (int i = 0; i < batches.size(batch); i++) {
        int best = 0;
        for (int k = 1; k < classes; k++) {
          if (scores[i * classes + k] > scores[i * classes + best]) {
            best = k;
          }
        }
        labels.read(batches.example(batch, i), right, 0);
        count += right[0] == best ? 1 : 0;
      }
      return count;
    }
  }
}
