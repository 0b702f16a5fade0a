package dev.cnnc.benchmarks.engine;

import dev.cnnc.benchmarks.network.NetworkGraph;
import dev.cnnc.benchmarks.network.Operation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.op.nn.FusedBatchNorm;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * A network in TensorFlow's graph, channels last. Parameters are variables in training, and
 * constants in inference, as in a frozen graph.
 */
final class TensorFlowGraph implements Operation.Visitor<Operand<TFloat32>> {
  /** How much of a batch goes into the running statistics. */
  private static final float MOMENTUM = 0.1f;

  private final Ops tf;
  private final Task task;
  private final Map<String, Operand<TFloat32>> values = new HashMap<>();
  private final Map<String, Operation.Flatten> flattened = new HashMap<>();
  private final List<Op> updates = new ArrayList<>();

  TensorFlowGraph(Ops tf, Task task) {
    this.tf = tf;
    this.task = task;
  }

  /** Adds the network and gives its logits. */
  Operand<TFloat32> build(Operand<TFloat32> images) {
    values.put(NetworkGraph.INPUT, images);
    for (Operation operation : task.network().operations()) {
      values.put(operation.name(), operation.accept(this));
    }
    return values.get(task.network().output());
  }

  /** What a training step runs for the running statistics. */
  List<Op> updates() {
    return updates;
  }

  private Operand<TFloat32> constant(float[] numbers, long... shape) {
    return tf.constant(Shape.of(shape), DataBuffers.of(numbers));
  }

  private Operand<TFloat32> parameter(float[] numbers, long... shape) {
    Operand<TFloat32> value = constant(numbers, shape);
    return task.training() ? tf.variable(value) : value;
  }

  private Operand<TFloat32> vector(Operation operation, String part) {
    float[] numbers = task.parameter(operation, part).floats();
    return parameter(numbers, numbers.length);
  }

  @Override
  public Operand<TFloat32> convolution(Operation.Convolution it) {
    int kernel = it.kernel();
    float[] numbers =
        ChannelsLast.kernel(
            task.parameter(it, Task.WEIGHT).floats(), it.filters(), it.channels(), kernel * kernel);
    Operand<TFloat32> weight = parameter(numbers, kernel, kernel, it.channels(), it.filters());
    Operand<TFloat32> x = values.get(it.input());
    long stride = it.stride();
    List<Long> strides = List.of(1L, stride, stride, 1L);
    int padding = it.padding();
    Operand<TFloat32> y;
    if (padding > 0 && stride == 1) {
      y = tf.nn.conv2d(x, weight, strides, "SAME");
    } else {
      // Of explicit paddings TensorFlow's gradient for C and Java knows nothing.
      int[][] paddings = {{0, 0}, {padding, padding}, {padding, padding}, {0, 0}};
      Operand<TFloat32> padded =
          padding == 0 ? x : tf.pad(x, tf.constant(paddings), tf.constant(0f));
      y = tf.nn.conv2d(padded, weight, strides, "VALID");
    }
    return it.bias() ? tf.nn.biasAdd(y, vector(it, Task.BIAS)) : y;
  }

  @Override
  public Operand<TFloat32> batchNorm(Operation.BatchNorm it) {
    Operand<TFloat32> mean = vector(it, Task.RUNNING_MEAN);
    Operand<TFloat32> variance = vector(it, Task.RUNNING_VARIANCE);
    FusedBatchNorm<TFloat32, TFloat32> norm =
        tf.nn.fusedBatchNorm(
            values.get(it.input()),
            vector(it, Task.WEIGHT),
            vector(it, Task.BIAS),
            mean,
            variance,
            FusedBatchNorm.epsilon(Engine.EPSILON),
            FusedBatchNorm.isTraining(task.training()),
            FusedBatchNorm.exponentialAvgFactor(task.training() ? MOMENTUM : 1f));
    if (task.training()) {
      updates.add(tf.assign(mean, norm.batchMean()));
      updates.add(tf.assign(variance, norm.batchVariance()));
    }
    return norm.y();
  }

  @Override
  public Operand<TFloat32> relu(Operation.Relu it) {
    return tf.nn.relu(values.get(it.input()));
  }

  @Override
  public Operand<TFloat32> maxPool(Operation.MaxPool it) {
    Operand<TInt32> window = tf.array(1, it.extent(), it.extent(), 1);
    return tf.nn.maxPool(values.get(it.input()), window, window, "VALID");
  }

  @Override
  public Operand<TFloat32> globalMean(Operation.GlobalMean it) {
    return tf.math.mean(values.get(it.input()), tf.array(1, 2));
  }

  @Override
  public Operand<TFloat32> flatten(Operation.Flatten it) {
    flattened.put(it.name(), it);
    int size = it.channels() * it.extent() * it.extent();
    return tf.reshape(values.get(it.input()), tf.array(-1, size));
  }

  @Override
  public Operand<TFloat32> dense(Operation.Dense it) {
    float[] numbers = task.parameter(it, Task.WEIGHT).floats();
    Operation.Flatten image = flattened.get(it.input());
    if (image != null) {
      numbers = ChannelsLast.images(numbers, image.channels(), image.extent() * image.extent());
    }
    Operand<TFloat32> weight = parameter(numbers, it.features(), it.inputs());
    Operand<TFloat32> product =
        tf.linalg.matMul(values.get(it.input()), weight, MatMul.transposeB(true));
    return tf.nn.biasAdd(product, vector(it, Task.BIAS));
  }

  @Override
  public Operand<TFloat32> add(Operation.Add it) {
    return tf.math.add(values.get(it.inputs().get(0)), values.get(it.inputs().get(1)));
  }
}
