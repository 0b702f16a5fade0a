package dev.cnnc.benchmarks.network;

import dev.cnnc.benchmarks.network.Operation.Add;
import dev.cnnc.benchmarks.network.Operation.BatchNorm;
import dev.cnnc.benchmarks.network.Operation.Convolution;
import dev.cnnc.benchmarks.network.Operation.Dense;
import dev.cnnc.benchmarks.network.Operation.Flatten;
import dev.cnnc.benchmarks.network.Operation.GlobalMean;
import dev.cnnc.benchmarks.network.Operation.MaxPool;
import dev.cnnc.benchmarks.network.Operation.Relu;
import java.util.LinkedHashMap;
import java.util.Map;

/** The shapes of an operation's parameters and running statistics, by the last part of the name. */
final class ParameterShapes implements Operation.Visitor<Map<String, int[]>> {
  @Override
  public Map<String, int[]> convolution(Convolution it) {
    Map<String, int[]> shapes = new LinkedHashMap<>();
    shapes.put("weight", new int[] {it.filters(), it.channels(), it.kernel(), it.kernel()});
    if (it.bias()) {
      shapes.put("bias", new int[] {it.filters()});
    }
    return shapes;
  }

  @Override
  public Map<String, int[]> batchNorm(BatchNorm it) {
    Map<String, int[]> shapes = new LinkedHashMap<>();
    for (String name : new String[] {"weight", "bias", "running_mean", "running_var"}) {
      shapes.put(name, new int[] {it.channels()});
    }
    return shapes;
  }

  @Override
  public Map<String, int[]> relu(Relu it) {
    return Map.of();
  }

  @Override
  public Map<String, int[]> maxPool(MaxPool it) {
    return Map.of();
  }

  @Override
  public Map<String, int[]> globalMean(GlobalMean it) {
    return Map.of();
  }

  @Override
  public Map<String, int[]> flatten(Flatten it) {
    return Map.of();
  }

  @Override
  public Map<String, int[]> dense(Dense it) {
    Map<String, int[]> shapes = new LinkedHashMap<>();
    shapes.put("weight", new int[] {it.features(), it.inputs()});
    shapes.put("bias", new int[] {it.features()});
    return shapes;
  }

  @Override
  public Map<String, int[]> add(Add it) {
    return Map.of();
  }
}
