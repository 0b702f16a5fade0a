package dev.cnnc.benchmarks.engine;

import dev.cnnc.benchmarks.network.NetworkGraph;
import java.util.HashMap;
import java.util.Map;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** DL4J on its native back end. */
final class Dl4jEngine implements Engine {
  private final Task task;
  private final ComputationGraph graph;
  private final Map<Integer, INDArray> images = new HashMap<>();
  private final Map<Integer, INDArray> labels = new HashMap<>();

  Dl4jEngine(Task task) {
    this.task = task;
    Nd4j.getMemoryManager().togglePeriodicGc(false);
    graph = Dl4jGraph.build(task);
  }

  private INDArray images(int batch) {
    NetworkGraph network = task.network();
    return images.computeIfAbsent(
        batch,
        size ->
            Nd4j.createFromArray(task.images(size))
                .reshape('c', size, network.channels(), network.extent(), network.extent()));
  }

  private INDArray labels(int batch) {
    return labels.computeIfAbsent(
        batch,
        size -> {
          float[][] wanted = new float[size][NetworkGraph.CLASSES];
          int[] classes = task.labels(size);
          for (int i = 0; i < size; i++) {
            wanted[i][classes[i]] = 1;
          }
          return Nd4j.createFromArray(wanted);
        });
  }

  @Override
  public void infer(int batch) {
    graph.outputSingle(images(batch));
  }

  @Override
  public float[] logits(int batch) {
    return graph.outputSingle(images(batch)).dup('c').data().asFloat();
  }

  @Override
  public float train(int batch) {
    graph.fit(new INDArray[] {images(batch)}, new INDArray[] {labels(batch)});
    return (float) graph.score();
  }

  @Override
  public void close() {
    graph.close();
  }
}
