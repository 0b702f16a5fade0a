package dev.cnnc.benchmarks.engine;

import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import dev.cnnc.benchmarks.network.NetworkGraph;
import java.util.HashMap;
import java.util.Map;

/** DJL's blocks and trainer on its PyTorch engine. Threads are set by {@link Engines}. */
final class DjlEngine implements dev.cnnc.benchmarks.engine.Engine {
  private static final String NAME = "PyTorch";

  private final Task task;
  private final Model model;
  private final NDManager manager;
  private final DjlBlock block;
  private final Loss loss = Loss.softmaxCrossEntropyLoss();
  private final ParameterStore parameters;
  private final Trainer trainer;
  private final Map<Integer, NDArray> images = new HashMap<>();
  private final Map<Integer, NDArray> labels = new HashMap<>();

  DjlEngine(Task task) {
    this.task = task;
    NetworkGraph network = task.network();
    Engine.getEngine(NAME);
    model = Model.newInstance(network.name(), NAME);
    manager = model.getNDManager();
    parameters = new ParameterStore(manager, false);
    block = new DjlBlock(network);
    Shape shape = new Shape(1, network.channels(), network.extent(), network.extent());
    if (task.training()) {
      model.setBlock(block);
      Optimizer optimizer =
          Optimizer.sgd()
              .setLearningRateTracker(Tracker.fixed(LEARNING_RATE))
              .optMomentum(MOMENTUM)
              .build();
      trainer = model.newTrainer(new DefaultTrainingConfig(loss).optOptimizer(optimizer));
      trainer.initialize(shape);
    } else {
      trainer = null;
      block.freezeParameters(true);
      block.setInitializer(ai.djl.training.initializer.Initializer.ZEROS, parameter -> true);
      block.initialize(manager, DataType.FLOAT32, shape);
    }
    for (Map.Entry<String, Parameter> entry : block.parametersByName().entrySet()) {
      entry.getValue().getArray().set(task.weights().get(entry.getKey()).floats());
    }
  }

  /** Channels last in memory, which PyTorch then keeps from layer to layer: that is faster. */
  private NDArray images(int batch) {
    NetworkGraph network = task.network();
    int channels = network.channels();
    int extent = network.extent();
    return images.computeIfAbsent(
        batch,
        size -> {
          float[] pixels = ChannelsLast.images(task.images(size), channels, extent * extent);
          return manager
              .create(pixels, new Shape(size, extent, extent, channels))
              .transpose(0, 3, 1, 2);
        });
  }

  private NDArray labels(int batch) {
    return labels.computeIfAbsent(
        batch, size -> manager.create(task.labels(size)).toType(DataType.INT64, false));
  }

  private NDList forward(NDManager scope, int batch) {
    NDArray x = images(batch);
    x.tempAttach(scope);
    return block.forward(parameters, new NDList(x), false);
  }

  @Override
  public void infer(int batch) {
    try (NDManager scope = manager.newSubManager()) {
      forward(scope, batch);
    }
  }

  @Override
  public float[] logits(int batch) {
    try (NDManager scope = manager.newSubManager()) {
      return forward(scope, batch).singletonOrThrow().toFloatArray();
    }
  }

  @Override
  public float train(int batch) {
    NDArray x = images(batch);
    NDArray y = labels(batch);
    try (NDManager scope = manager.newSubManager()) {
      x.tempAttach(scope);
      y.tempAttach(scope);
      float value;
      try (GradientCollector collector = trainer.newGradientCollector()) {
        NDArray error = loss.evaluate(new NDList(y), trainer.forward(new NDList(x)));
        collector.backward(error);
        value = error.getFloat();
      }
      trainer.step();
      return value;
    }
  }

  @Override
  public void close() {
    if (trainer != null) {
      trainer.close();
    }
    model.close();
  }
}
