package dev.cnnc.benchmarks.network;

import java.util.List;

/**
 * A network as every engine builds it. The value that the first operation reads is {@link #INPUT};
 * what the last one makes are the logits of ten classes.
 *
 * @param name what the option and the table call it
 * @param model the name of the model in the cnnc script {@code <name>.cnn}
 * @param channels of the input image
 * @param extent height and width of the input image
 * @param batch how many examples a training step, or inference in batches, takes
 */
public record NetworkGraph(
    String name, String model, int channels, int extent, int batch, List<Operation> operations) {
  public static final String INPUT = "image";
  public static final int CLASSES = 10;

  public NetworkGraph {
    operations = List.copyOf(operations);
  }

  /** The name of the logits. */
  public String output() {
    return operations.get(operations.size() - 1).name();
  }

  public int imageSize() {
    return channels * extent * extent;
  }
}
