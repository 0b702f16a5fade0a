package dev.cnnc.benchmarks.engine;

import dev.cnnc.benchmarks.network.NetworkGraph;
import dev.cnnc.compiler.Compilation;
import dev.cnnc.compiler.Compiler;
import dev.cnnc.compiler.elaborate.Elaborator;
import dev.cnnc.compiler.elaborate.Overrides;
import dev.cnnc.grammar.source.SourceFile;
import dev.cnnc.runtime.data.Dataset;
import dev.cnnc.runtime.network.Network;
import dev.cnnc.runtime.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** cnnc: a script is compiled as {@code cnnc train} or {@code predict} does, and called here. */
public final class CnncEngine implements Engine {
  private final Task task;
  private final Network network;
  private final Map<Integer, Map<String, Tensor>> batches = new HashMap<>();
  private long step;

  CnncEngine(Task task) throws IOException {
    this.task = task;
    Compiler compiler = Compiler.of(script(task.network()));
    Compilation compilation =
        task.training() ? training(compiler) : compiler.inference(task.network().model(), Map.of());
    network = Network.create(compilation.load(), task.threads());
    network.load(task.weightFile());
  }

  /** The script of a network. */
  public static SourceFile script(NetworkGraph network) throws IOException {
    String name = network.name() + ".cnn";
    try (InputStream text = CnncEngine.class.getResourceAsStream("/dev/cnnc/benchmarks/" + name)) {
      return new SourceFile(name, new String(text.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  /** What {@code cnnc train} compiles. */
  public static Compilation training(Compiler compiler) {
    Elaborator elaborator = compiler.elaborator();
    return compiler.trainingOnly(
        elaborator.settings(elaborator.trainings().get(0), Overrides.NONE));
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
