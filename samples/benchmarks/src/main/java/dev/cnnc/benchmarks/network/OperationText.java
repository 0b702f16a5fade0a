package dev.cnnc.benchmarks.network;

import dev.cnnc.benchmarks.network.Operation.Add;
import dev.cnnc.benchmarks.network.Operation.BatchNorm;
import dev.cnnc.benchmarks.network.Operation.Convolution;
import dev.cnnc.benchmarks.network.Operation.Dense;
import dev.cnnc.benchmarks.network.Operation.Flatten;
import dev.cnnc.benchmarks.network.Operation.GlobalMean;
import dev.cnnc.benchmarks.network.Operation.MaxPool;
import dev.cnnc.benchmarks.network.Operation.Relu;

/** {@code kind name input numbers…}, with spaces between. */
final class OperationText implements Operation.Visitor<String> {
  @Override
  public String convolution(Convolution it) {
    return "convolution %s %s %d %d %d %d %d %d"
        .formatted(
            it.name(),
            it.input(),
            it.channels(),
            it.filters(),
            it.kernel(),
            it.stride(),
            it.padding(),
            it.bias() ? 1 : 0);
  }

  @Override
  public String batchNorm(BatchNorm it) {
    return "batch_norm %s %s %d".formatted(it.name(), it.input(), it.channels());
  }

  @Override
  public String relu(Relu it) {
    return "relu %s %s".formatted(it.name(), it.input());
  }

  @Override
  public String maxPool(MaxPool it) {
    return "max_pool %s %s %d".formatted(it.name(), it.input(), it.extent());
  }

  @Override
  public String globalMean(GlobalMean it) {
    return "global_mean %s %s".formatted(it.name(), it.input());
  }

  @Override
  public String flatten(Flatten it) {
    return "flatten %s %s".formatted(it.name(), it.input());
  }

  @Override
  public String dense(Dense it) {
    return "dense %s %s %d %d".formatted(it.name(), it.input(), it.inputs(), it.features());
  }

  @Override
  public String add(Add it) {
    return "add %s %s".formatted(it.name(), String.join(" ", it.inputs()));
  }
}
