package dev.cnnc.benchmarks.network;

import java.util.ArrayList;
import java.util.List;

/** Appends operations one after the other and follows the shape. */
final class GraphBuilder {
  private final List<Operation> operations = new ArrayList<>();
  private final int inputChannels;
  private final int inputExtent;
  private String value = NetworkGraph.INPUT;
  private int channels;
  private int extent;

  GraphBuilder(int channels, int extent) {
    inputChannels = channels;
    inputExtent = extent;
    this.channels = channels;
    this.extent = extent;
  }

  private GraphBuilder append(Operation operation) {
    operations.add(operation);
    value = operation.name();
    return this;
  }

  GraphBuilder convolution(
      String name, int filters, int kernel, int stride, int padding, boolean bias) {
    append(
        new Operation.Convolution(name, value, channels, filters, kernel, stride, padding, bias));
    channels = filters;
    extent = (extent + 2 * padding - kernel) / stride + 1;
    return this;
  }

  GraphBuilder batchNorm(String name) {
    return append(new Operation.BatchNorm(name, value, channels));
  }

  GraphBuilder relu(String name) {
    return append(new Operation.Relu(name, value));
  }

  GraphBuilder maxPool(String name) {
    append(new Operation.MaxPool(name, value, 2));
    extent /= 2;
    return this;
  }

  GraphBuilder globalMean(String name) {
    append(new Operation.GlobalMean(name, value, extent));
    extent = 1;
    return this;
  }

  GraphBuilder flatten(String name) {
    append(new Operation.Flatten(name, value, channels, extent));
    channels *= extent * extent;
    return this;
  }

  GraphBuilder dense(String name, int features) {
    append(new Operation.Dense(name, value, channels, features));
    channels = features;
    return this;
  }

  /** Two 3×3 convolutions beside a shortcut, which is a 1×1 convolution where the shape changes. */
  GraphBuilder residualBlock(String name, int width, int stride) {
    String input = value;
    int inputWidth = channels;
    int size = extent;
    convolution(name + ".conv1", width, 3, stride, 1, false).batchNorm(name + ".norm1");
    relu(name + ".relu1");
    convolution(name + ".conv2", width, 3, 1, 1, false).batchNorm(name + ".norm2");
    String main = value;
    String skip = input;
    if (stride != 1 || inputWidth != width) {
      value = input;
      channels = inputWidth;
      extent = size;
      convolution(name + ".conv3", width, 1, stride, 0, false).batchNorm(name + ".norm3");
      skip = value;
    }
    append(new Operation.Add(name + ".add", List.of(main, skip)));
    return relu(name + ".out");
  }

  NetworkGraph build(String name, String model, int batch) {
    return new NetworkGraph(name, model, inputChannels, inputExtent, batch, operations);
  }
}
