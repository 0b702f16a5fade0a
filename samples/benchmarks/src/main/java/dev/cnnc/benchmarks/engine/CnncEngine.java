package dev.cnnc.benchmarks.engine;

import dev.cnnc.compiler.Compiler;
import dev.cnnc.grammar.source.SourceFile;
import dev.cnnc.runtime.data.Dataset;
import dev.cnnc.runtime.network.Network;
import dev.cnnc.runtime.program.CompiledModel;
import dev.cnnc.runtime.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** cnnc, as its README says to use it: a script is compiled, loaded, and called in this JVM. */
final class CnncEngine implements Engine {
  private final Task task;
  private final Network network;
  private final Map<Integer, Map<String, Tensor>> batches = new HashMap<>();
  private long step;

  CnncEngine(Task task) throws IOException {
    this.task = task;
    String script = task.network().name() + ".cnn";
    Compiler compiler = Compiler.of(new SourceFile(script, text(script)));
    String model = task.network().model();
    CompiledModel compiled =
        task.training()
            ? compiler
                .training(
                    model,
                    Map.of(),
                    "cross_entropy",
                    "sgd(lr = %s, momentum = %s)".formatted(LEARNING_RATE, MOMENTUM))
                .load()
            : compiler.inference(model, Map.of()).load();
    network = Network.create(compiled, task.threads());
    network.load(task.weightFile());
  }

  private static String text(String script) throws IOException {
    try (InputStream text =
        CnncEngine.class.getResourceAsStream("/dev/cnnc/benchmarks/" + script)) {
      return new String(text.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private Map<String, Tensor> batch(int batch) {
    return batches.computeIfAbsent(
        batch,
        size -> {
          int[] shape = task.images().shape().stream().mapToInt(Integer::intValue).toArray();
          shape[0] = size;
          return Map.of(
              "image",
              Tensor.of(task.images(size), shape),
              Dataset.LABEL,
              Tensor.ofIntegers(task.labels(size), size));
        });
  }

  @Override
  public void infer(int batch) {
    logits(batch);
  }

  @Override
  public float[] logits(int batch) {
    return network.predict(batch(batch).get("image")).floats();
  }

  @Override
  public float train(int batch) {
    float loss = network.gradients(batch(batch), step++);
    network.update(1);
    return loss;
  }

  @Override
  public void close() {
    network.close();
  }
}
