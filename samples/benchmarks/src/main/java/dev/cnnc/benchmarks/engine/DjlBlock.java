package dev.cnnc.benchmarks.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.pooling.Pool;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import dev.cnnc.benchmarks.network.NetworkGraph;
import dev.cnnc.benchmarks.network.Operation;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** A network of DJL's own blocks, one for each operation that has parameters. */
final class DjlBlock extends AbstractBlock {
  private static final Map<String, String> PARTS =
      Map.of(
          "weight", Task.WEIGHT,
          "gamma", Task.WEIGHT,
          "bias", Task.BIAS,
          "beta", Task.BIAS,
          "runningMean", Task.RUNNING_MEAN,
          "runningVar", Task.RUNNING_VARIANCE);

  private final NetworkGraph network;
  private final Map<String, Block> blocks = new LinkedHashMap<>();
  private final Map<String, Shape> inputs = new HashMap<>();

  DjlBlock(NetworkGraph network) {
    this.network = network;
    network.operations().forEach(operation -> operation.accept(new Create()));
  }

  private Void child(String name, Block block, Shape input) {
    blocks.put(name, addChildBlock(name, block));
    inputs.put(name, input);
    return null;
  }

  @Override
  protected void initializeChildBlocks(NDManager manager, DataType type, Shape... shapes) {
    blocks.forEach((name, block) -> block.initialize(manager, type, inputs.get(name)));
  }

  @Override
  public Shape[] getOutputShapes(Shape[] shapes) {
    return new Shape[] {new Shape(shapes[0].get(0), NetworkGraph.CLASSES)};
  }

  /** All parameters, by the names that the weight file has. */
  Map<String, Parameter> parametersByName() {
    Map<String, Parameter> parameters = new LinkedHashMap<>();
    blocks.forEach(
        (name, block) ->
            block
                .getDirectParameters()
                .forEach(
                    entry ->
                        parameters.put(name + "." + PARTS.get(entry.getKey()), entry.getValue())));
    return parameters;
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore store, NDList list, boolean training, PairList<String, Object> options) {
    Map<String, NDArray> values = new HashMap<>();
    values.put(NetworkGraph.INPUT, list.singletonOrThrow());
    Run run = new Run(store, training, values);
    for (Operation operation : network.operations()) {
      values.put(operation.name(), operation.accept(run));
    }
    return new NDList(values.get(network.output()));
  }

  private final class Create implements Operation.Visitor<Void> {
    @Override
    public Void convolution(Operation.Convolution it) {
      Block block =
          Conv2d.builder()
              .setKernelShape(new Shape(it.kernel(), it.kernel()))
              .setFilters(it.filters())
              .optStride(new Shape(it.stride(), it.stride()))
              .optPadding(new Shape(it.padding(), it.padding()))
              .optBias(it.bias())
              .build();
      return child(it.name(), block, new Shape(1, it.channels(), it.kernel(), it.kernel()));
    }

    @Override
    public Void batchNorm(Operation.BatchNorm it) {
      Block block = BatchNorm.builder().optEpsilon(Engine.EPSILON).optMomentum(0.9f).build();
      return child(it.name(), block, new Shape(1, it.channels(), 1, 1));
    }

    @Override
    public Void relu(Operation.Relu it) {
      return null;
    }

    @Override
    public Void maxPool(Operation.MaxPool it) {
      return null;
    }

    @Override
    public Void globalMean(Operation.GlobalMean it) {
      return null;
    }

    @Override
    public Void flatten(Operation.Flatten it) {
      return null;
    }

    @Override
    public Void dense(Operation.Dense it) {
      Block block = Linear.builder().setUnits(it.features()).build();
      return child(it.name(), block, new Shape(1, it.inputs()));
    }

    @Override
    public Void add(Operation.Add it) {
      return null;
    }
  }

  private final class Run implements Operation.Visitor<NDArray> {
    private final ParameterStore store;
    private final boolean training;
    private final Map<String, NDArray> values;

    Run(ParameterStore store, boolean training, Map<String, NDArray> values) {
      this.store = store;
      this.training = training;
      this.values = values;
    }

    private NDArray block(String name, String input) {
      NDList list = new NDList(values.get(input));
      return blocks.get(name).forward(store, list, training).singletonOrThrow();
    }

    @Override
    public NDArray convolution(Operation.Convolution it) {
      return block(it.name(), it.input());
    }

    @Override
    public NDArray batchNorm(Operation.BatchNorm it) {
      return block(it.name(), it.input());
    }

    @Override
    public NDArray relu(Operation.Relu it) {
      return Activation.relu(values.get(it.input()));
    }

    @Override
    public NDArray maxPool(Operation.MaxPool it) {
      Shape window = new Shape(it.extent(), it.extent());
      return Pool.maxPool2d(values.get(it.input()), window, window, new Shape(0, 0), false);
    }

    @Override
    public NDArray globalMean(Operation.GlobalMean it) {
      return Pool.globalAvgPool2d(values.get(it.input()));
    }

    @Override
    public NDArray flatten(Operation.Flatten it) {
      NDArray x = values.get(it.input());
      return x.reshape(x.getShape().get(0), -1);
    }

    @Override
    public NDArray dense(Operation.Dense it) {
      return block(it.name(), it.input());
    }

    @Override
    public NDArray add(Operation.Add it) {
      return values.get(it.inputs().get(0)).add(values.get(it.inputs().get(1)));
    }
  }
}
