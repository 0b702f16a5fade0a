package dev.cnnc.benchmarks.engine;

import dev.cnnc.benchmarks.network.NetworkGraph;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.framework.optimizers.Momentum;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** TensorFlow Java: a graph that is run in a session. */
final class TensorFlowEngine implements Engine {
  private final Task task;
  private final Graph graph = new Graph();
  private final Session session;
  private final Placeholder<TFloat32> images;
  private final Placeholder<TInt32> labels;
  private final Operand<TFloat32> logits;
  private final List<Op> step = new ArrayList<>();
  private Operand<TFloat32> loss;
  private final Map<Integer, TFloat32> imageBatches = new HashMap<>();
  private final Map<Integer, TInt32> labelBatches = new HashMap<>();

  TensorFlowEngine(Task task) {
    this.task = task;
    NetworkGraph network = task.network();
    Ops tf = Ops.create(graph);
    images =
        tf.placeholder(
            TFloat32.class,
            Placeholder.shape(
                Shape.of(-1, network.extent(), network.extent(), network.channels())));
    labels = tf.placeholder(TInt32.class, Placeholder.shape(Shape.of(-1)));
    TensorFlowGraph builder = new TensorFlowGraph(tf, task);
    logits = builder.build(images);
    if (task.training()) {
      Operand<TFloat32> wanted =
          tf.oneHot(labels, tf.constant(NetworkGraph.CLASSES), tf.constant(1f), tf.constant(0f));
      loss =
          tf.math.mean(tf.nn.softmaxCrossEntropyWithLogits(logits, wanted).loss(), tf.constant(0));
      step.add(new Momentum(graph, LEARNING_RATE, MOMENTUM).minimize(loss));
      step.addAll(builder.updates());
    }
    ConfigProto threads =
        ConfigProto.newBuilder()
            .setIntraOpParallelismThreads(task.threads())
            .setInterOpParallelismThreads(1)
            .build();
    session = new Session(graph, true, threads);
  }

  private TFloat32 images(int batch) {
    NetworkGraph network = task.network();
    int extent = network.extent();
    return imageBatches.computeIfAbsent(
        batch,
        size ->
            TFloat32.tensorOf(
                Shape.of(size, extent, extent, network.channels()),
                DataBuffers.of(
                    ChannelsLast.images(task.images(size), network.channels(), extent * extent))));
  }

  private TInt32 labels(int batch) {
    return labelBatches.computeIfAbsent(
        batch, size -> TInt32.tensorOf(Shape.of(size), DataBuffers.of(task.labels(size))));
  }

  private Result run(int batch) {
    return session.runner().feed(images, images(batch)).fetch(logits).run();
  }

  @Override
  public void infer(int batch) {
    run(batch).close();
  }

  @Override
  public float[] logits(int batch) {
    try (Result result = run(batch)) {
      float[] numbers = new float[batch * NetworkGraph.CLASSES];
      ((TFloat32) result.get(0)).asRawTensor().data().asFloats().read(numbers);
      return numbers;
    }
  }

  @Override
  public float train(int batch) {
    Session.Runner runner =
        session.runner().feed(images, images(batch)).feed(labels, labels(batch)).fetch(loss);
    step.forEach(runner::addTarget);
    try (Result result = runner.run()) {
      return ((TFloat32) result.get(0)).getFloat();
    }
  }

  @Override
  public void close() {
    session.close();
    graph.close();
  }
}
