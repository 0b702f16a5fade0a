package dev.cnnc.benchmarks.engine;

import dev.cnnc.benchmarks.network.NetworkGraph;
import dev.cnnc.benchmarks.network.Operation;
import java.util.HashMap;
import java.util.Map;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** A network as a computation graph of DL4J, a vertex for each operation. */
final class Dl4jGraph implements Operation.Visitor<Void> {
  private static final String LOSS = "loss";

  /** How much of the running statistics stays. */
  private static final double DECAY = 0.9;

  /** The parts of a parameter's name, in a layer of DL4J. */
  private static final Map<String, String> NORM_PARTS =
      Map.of(
          Task.WEIGHT, "gamma",
          Task.BIAS, "beta",
          Task.RUNNING_MEAN, "mean",
          Task.RUNNING_VARIANCE, "var");

  private final Task task;
  private final GraphBuilder builder =
      new NeuralNetConfiguration.Builder().updater(new Dl4jMomentum()).graphBuilder();

  /** Values that need no vertex: the one that each is. */
  private final Map<String, String> aliases = new HashMap<>();

  private Dl4jGraph(Task task) {
    this.task = task;
  }

  /** The network with its parameters; its output are the logits, or in training the loss. */
  static ComputationGraph build(Task task) {
    Dl4jGraph graph = new Dl4jGraph(task);
    NetworkGraph network = task.network();
    graph.builder.addInputs(NetworkGraph.INPUT);
    network.operations().forEach(operation -> operation.accept(graph));
    String output = network.output();
    if (task.training()) {
      LossLayer loss =
          new LossLayer.Builder(LossFunction.MCXENT).activation(Activation.SOFTMAX).build();
      graph.builder.addLayer(LOSS, loss, output);
      output = LOSS;
    }
    ComputationGraph result =
        new ComputationGraph(
            graph
                .builder
                .setOutputs(output)
                .setInputTypes(
                    InputType.convolutional(network.extent(), network.extent(), network.channels()))
                .build());
    result.init();
    network.operations().forEach(operation -> operation.accept(new Parameters(task, result)));
    return result;
  }

  private String value(String name) {
    return aliases.getOrDefault(name, name);
  }

  @Override
  public Void convolution(Operation.Convolution it) {
    ConvolutionLayer layer =
        new ConvolutionLayer.Builder(it.kernel(), it.kernel())
            .nIn(it.channels())
            .nOut(it.filters())
            .stride(it.stride(), it.stride())
            .padding(it.padding(), it.padding())
            .hasBias(it.bias())
            .activation(Activation.IDENTITY)
            .build();
    builder.addLayer(it.name(), layer, value(it.input()));
    return null;
  }

  @Override
  public Void batchNorm(Operation.BatchNorm it) {
    BatchNormalization layer =
        new BatchNormalization.Builder()
            .nIn(it.channels())
            .nOut(it.channels())
            .eps(Engine.EPSILON)
            .decay(DECAY)
            .useLogStd(false)
            .build();
    builder.addLayer(it.name(), layer, value(it.input()));
    return null;
  }

  @Override
  public Void relu(Operation.Relu it) {
    builder.addLayer(it.name(), new ActivationLayer(Activation.RELU), value(it.input()));
    return null;
  }

  @Override
  public Void maxPool(Operation.MaxPool it) {
    SubsamplingLayer layer =
        new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX)
            .kernelSize(it.extent(), it.extent())
            .stride(it.extent(), it.extent())
            .build();
    builder.addLayer(it.name(), layer, value(it.input()));
    return null;
  }

  @Override
  public Void globalMean(Operation.GlobalMean it) {
    builder.addLayer(it.name(), new GlobalPoolingLayer(PoolingType.AVG), value(it.input()));
    return null;
  }

  @Override
  public Void flatten(Operation.Flatten it) {
    aliases.put(it.name(), value(it.input())); // dense layers flatten by themselves
    return null;
  }

  @Override
  public Void dense(Operation.Dense it) {
    DenseLayer layer =
        new DenseLayer.Builder()
            .nIn(it.inputs())
            .nOut(it.features())
            .activation(Activation.IDENTITY)
            .build();
    builder.addLayer(it.name(), layer, value(it.input()));
    return null;
  }

  @Override
  public Void add(Operation.Add it) {
    String[] inputs = it.inputs().stream().map(this::value).toArray(String[]::new);
    builder.addVertex(it.name(), new ElementWiseVertex(ElementWiseVertex.Op.Add), inputs);
    return null;
  }

  /** Puts the parameters into the layers. */
  private record Parameters(Task task, ComputationGraph graph) implements Operation.Visitor<Void> {
    private Void set(Operation operation, String part, String name) {
      float[] numbers = task.parameter(operation, part).floats();
      INDArray target = graph.getLayer(operation.name()).getParam(name);
      INDArray values = Nd4j.createFromArray(numbers);
      if (operation instanceof Operation.Dense dense && part.equals(Task.WEIGHT)) {
        target.assign(values.reshape('c', dense.features(), dense.inputs()).transpose());
      } else {
        target.assign(values.reshape('c', target.shape()));
      }
      return null;
    }

    @Override
    public Void convolution(Operation.Convolution it) {
      return it.bias() ? weightAndBias(it) : set(it, Task.WEIGHT, "W");
    }

    private Void weightAndBias(Operation operation) {
      set(operation, Task.WEIGHT, "W");
      return set(operation, Task.BIAS, "b");
    }

    @Override
    public Void batchNorm(Operation.BatchNorm it) {
      NORM_PARTS.forEach((part, name) -> set(it, part, name));
      return null;
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
      return weightAndBias(it);
    }

    @Override
    public Void add(Operation.Add it) {
      return null;
    }
  }
}
