package dev.cnnc.benchmarks.engine;

import dev.cnnc.benchmarks.network.NetworkGraph;
import dev.cnnc.benchmarks.network.Operation;
import dev.cnnc.runtime.tensor.Tensor;
import java.util.List;
import java.util.Map;

/** Writes a network as an ONNX model: field numbers are those of {@code onnx.proto}. */
final class OnnxModel implements Operation.Visitor<Void> {
  private static final int IR_VERSION = 8;
  private static final int OPSET = 17;
  private static final int FLOAT = 1;

  private final Task task;
  private final Protobuf graph = new Protobuf();

  private OnnxModel(Task task) {
    this.task = task;
  }

  static byte[] write(Task task) {
    OnnxModel model = new OnnxModel(task);
    NetworkGraph network = task.network();
    network.operations().forEach(operation -> operation.accept(model));
    task.weights().forEach(model::initializer);
    model
        .graph
        .text(2, network.name())
        .message(
            11, value(NetworkGraph.INPUT, network.channels(), network.extent(), network.extent()))
        .message(12, value(network.output(), NetworkGraph.CLASSES));
    return new Protobuf()
        .number(1, IR_VERSION)
        .message(7, model.graph)
        .message(8, new Protobuf().text(1, "").number(2, OPSET))
        .toBytes();
  }

  private static Protobuf value(String name, int... extents) {
    Protobuf shape = new Protobuf().message(1, new Protobuf().text(2, "batch"));
    for (int extent : extents) {
      shape.message(1, new Protobuf().number(1, extent));
    }
    Protobuf tensor = new Protobuf().number(1, FLOAT).message(2, shape);
    return new Protobuf().text(1, name).message(2, new Protobuf().message(1, tensor));
  }

  private void initializer(String name, Tensor tensor) {
    Protobuf initializer = new Protobuf();
    tensor.shape().forEach(extent -> initializer.number(1, extent));
    graph.message(
        5, initializer.number(2, FLOAT).text(8, name).bytes(9, Protobuf.floats(tensor.floats())));
  }

  private Void node(String type, String output, List<String> inputs, Map<String, Object> settings) {
    Protobuf node = new Protobuf();
    inputs.forEach(input -> node.text(1, input));
    node.text(2, output).text(3, output).text(4, type);
    settings.forEach((name, value) -> node.message(5, attribute(name, value)));
    graph.message(1, node);
    return null;
  }

  private static Protobuf attribute(String name, Object value) {
    Protobuf attribute = new Protobuf().text(1, name);
    if (value instanceof Float real) {
      return attribute.real(2, real).number(20, 1);
    }
    if (value instanceof Integer number) {
      return attribute.number(3, number).number(20, 2);
    }
    for (int number : (int[]) value) {
      attribute.number(8, number);
    }
    return attribute.number(20, 7);
  }

  @Override
  public Void convolution(Operation.Convolution it) {
    String weight = it.name() + "." + Task.WEIGHT;
    return node(
        "Conv",
        it.name(),
        it.bias()
            ? List.of(it.input(), weight, it.name() + "." + Task.BIAS)
            : List.of(it.input(), weight),
        Map.of(
            "kernel_shape", new int[] {it.kernel(), it.kernel()},
            "strides", new int[] {it.stride(), it.stride()},
            "pads", new int[] {it.padding(), it.padding(), it.padding(), it.padding()}));
  }

  @Override
  public Void batchNorm(Operation.BatchNorm it) {
    return node(
        "BatchNormalization",
        it.name(),
        List.of(
            it.input(),
            it.name() + "." + Task.WEIGHT,
            it.name() + "." + Task.BIAS,
            it.name() + "." + Task.RUNNING_MEAN,
            it.name() + "." + Task.RUNNING_VARIANCE),
        Map.of("epsilon", Engine.EPSILON));
  }

  @Override
  public Void relu(Operation.Relu it) {
    return node("Relu", it.name(), List.of(it.input()), Map.of());
  }

  @Override
  public Void maxPool(Operation.MaxPool it) {
    int[] window = {it.extent(), it.extent()};
    return node(
        "MaxPool",
        it.name(),
        List.of(it.input()),
        Map.of("kernel_shape", window, "strides", window));
  }

  @Override
  public Void globalMean(Operation.GlobalMean it) {
    String image = it.name() + ".image";
    node("GlobalAveragePool", image, List.of(it.input()), Map.of());
    return node("Flatten", it.name(), List.of(image), Map.of("axis", 1));
  }

  @Override
  public Void flatten(Operation.Flatten it) {
    return node("Flatten", it.name(), List.of(it.input()), Map.of("axis", 1));
  }

  @Override
  public Void dense(Operation.Dense it) {
    return node(
        "Gemm",
        it.name(),
        List.of(it.input(), it.name() + "." + Task.WEIGHT, it.name() + "." + Task.BIAS),
        Map.of("transB", 1));
  }

  @Override
  public Void add(Operation.Add it) {
    return node("Add", it.name(), it.inputs(), Map.of());
  }
}
