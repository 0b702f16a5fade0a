package dev.cnnc.benchmarks.network;

import java.util.List;

/**
 * One step of a network: reads values by name, and makes one that is called {@link #name}. Its
 * parameters are called {@code name.weight}, {@code name.bias} and so on, as in the cnnc scripts,
 * with the shapes that PyTorch gives them.
 */
public sealed interface Operation {
  String name();

  <T> T accept(Visitor<T> visitor);

  /** As a line of text, for workers that are not written in Java. */
  default String line() {
    return accept(new OperationText());
  }

  /** A square convolution with the same stride and padding on both axes. */
  record Convolution(
      String name,
      String input,
      int channels,
      int filters,
      int kernel,
      int stride,
      int padding,
      boolean bias)
      implements Operation {
    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.convolution(this);
    }
  }

  /**
   * By the batch's statistics in training, else by the running ones; epsilon 1e-5, momentum 0.1.
   */
  record BatchNorm(String name, String input, int channels) implements Operation {
    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.batchNorm(this);
    }
  }

  record Relu(String name, String input) implements Operation {
    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.relu(this);
    }
  }

  /** Windows of {@code extent} by {@code extent}, without overlap. */
  record MaxPool(String name, String input, int extent) implements Operation {
    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.maxPool(this);
    }
  }

  /** The mean of each channel: from [C, H, W] to [C]. */
  record GlobalMean(String name, String input, int extent) implements Operation {
    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.globalMean(this);
    }
  }

  /** Channels first, then rows. */
  record Flatten(String name, String input, int channels, int extent) implements Operation {
    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.flatten(this);
    }
  }

  /** A matrix [features, inputs] and a bias. */
  record Dense(String name, String input, int inputs, int features) implements Operation {
    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.dense(this);
    }
  }

  record Add(String name, List<String> inputs) implements Operation {
    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.add(this);
    }
  }

  /** What an engine makes of each operation. */
  interface Visitor<T> {
    T convolution(Convolution convolution);

    T batchNorm(BatchNorm batchNorm);

    T relu(Relu relu);

    T maxPool(MaxPool maxPool);

    T globalMean(GlobalMean globalMean);

    T flatten(Flatten flatten);

    T dense(Dense dense);

    T add(Add add);
  }
}
