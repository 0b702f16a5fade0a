package dev.cnnc.benchmarks.engine;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.cnnc.benchmarks.network.NetworkGraph;
import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.Map;

/** ONNX Runtime, which infers only. */
final class OnnxRuntimeEngine implements Engine {
  private final Task task;
  private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
  private final OrtSession session;
  private final Map<Integer, Map<String, OnnxTensor>> batches = new HashMap<>();

  OnnxRuntimeEngine(Task task) throws OrtException {
    this.task = task;
    OrtSession.SessionOptions options = new OrtSession.SessionOptions();
    options.setIntraOpNumThreads(task.threads());
    options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
    session = environment.createSession(OnnxModel.write(task), options);
  }

  private Map<String, OnnxTensor> batch(int batch) throws OrtException {
    if (!batches.containsKey(batch)) {
      NetworkGraph network = task.network();
      long[] shape = {batch, network.channels(), network.extent(), network.extent()};
      FloatBuffer pixels = FloatBuffer.wrap(task.images(batch));
      batches.put(
          batch, Map.of(NetworkGraph.INPUT, OnnxTensor.createTensor(environment, pixels, shape)));
    }
    return batches.get(batch);
  }

  @Override
  public void infer(int batch) throws OrtException {
    session.run(batch(batch)).close();
  }

  @Override
  public float[] logits(int batch) throws OrtException {
    try (OrtSession.Result result = session.run(batch(batch))) {
      FloatBuffer values = ((OnnxTensor) result.get(0)).getFloatBuffer();
      float[] logits = new float[values.remaining()];
      values.get(logits);
      return logits;
    }
  }

  @Override
  public float train(int batch) {
    throw new UnsupportedOperationException("ONNX Runtime infers only");
  }

  @Override
  public void close() {
    try {
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException(e);
    }
  }
}
