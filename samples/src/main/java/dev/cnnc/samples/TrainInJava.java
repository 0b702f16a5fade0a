package dev.cnnc.samples;

import static dev.cnnc.compiler.api.ModelBuilder.named;

import dev.cnnc.compiler.Compiler;
import dev.cnnc.compiler.api.ModelBuilder;
import dev.cnnc.runtime.data.Dataset;
import dev.cnnc.runtime.metric.Metric;
import dev.cnnc.runtime.metric.Metrics;
import dev.cnnc.runtime.network.Network;
import dev.cnnc.runtime.prepare.Transform;
import dev.cnnc.runtime.program.CompiledModel;
import dev.cnnc.runtime.tensor.Tensor;
import dev.cnnc.runtime.train.EpochReport;
import dev.cnnc.runtime.train.Trainer;
import dev.cnnc.runtime.train.TrainingListener;
import dev.cnnc.runtime.train.TrainingOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Builds the network of {@code samples/mnist/lenet.cnn} in Java, trains it and asks it for a digit.
 * Arguments: the folder with the MNIST files, the number of epochs.
 */
public final class TrainInJava {
  private TrainInJava() {}

  /** The model, layer by layer: the same graph as the script's. */
  static ModelBuilder lenet() {
    ModelBuilder model = new ModelBuilder("LeNet");
    ModelBuilder.Tensor image = model.input("image", 1, 28, 28);
    return model.output(
        "logits",
        image
            .layer("conv2d", 20, named("kernel", 5))
            .layer("maxpool2d", 2)
            .layer("relu")
            .layer("conv2d", 50, named("kernel", 5))
            .layer("maxpool2d", 2)
            .layer("relu")
            .layer("flatten")
            .layer("linear", 500)
            .layer("relu")
            .layer("linear", 10));
  }

  public static void main(String[] arguments) throws IOException {
    Path folder = Path.of(arguments.length > 0 ? arguments[0] : "samples/data/mnist");
    int epochs = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 1;

    CompiledModel lenet =
        Compiler.of(lenet())
            .training("LeNet", Map.of(), "cross_entropy", "sgd(lr = 0.05, momentum = 0.9)")
            .load();
    Dataset train = digits(folder, "train");
    Dataset test = digits(folder, "t10k");

    try (Network network = Network.create(lenet, Runtime.getRuntime().availableProcessors())) {
      network.initialize(17);
      new Trainer(
              network,
              train,
              TrainingOptions.defaults()
                  .withEpochs(epochs)
                  .withBatch(64)
                  .withSeed(17)
                  .withMetrics(Metrics.accuracy("logits", Dataset.LABEL)))
          .testOn(test)
          .listener(
              new TrainingListener() {
                @Override
                public void epoch(EpochReport report) {
                  System.out.printf(
                      "epoch %d: loss %.4f, test accuracy %.2f %%%n",
                      report.epoch(),
                      report.train().loss(),
                      100 * report.test().orElseThrow().value(Metric.ACCURACY));
                }
              })
          .train();

      float[] pixels = new float[28 * 28];
      test.columns().get("image").read(0, pixels, 0);
      Tensor logits = network.predict(Tensor.of(pixels, 1, 1, 28, 28));
      System.out.println("the first test image is a " + largest(logits.floats()));
    }
  }

  private static Dataset digits(Path folder, String part) throws IOException {
    return Dataset.ofIdx(
            folder.resolve(part + "-images-idx3-ubyte.gz"),
            folder.resolve(part + "-labels-idx1-ubyte.gz"),
            "image")
        .transform(
            "image", List.of(Transform.scale(1.0 / 255), Transform.normalize(0.1307, 0.3081)));
  }

  private static int largest(float[] values) {
    int best = 0;
    for (int i = 1; i < values.length; i++) {
      best = values[i] > values[best] ? i : best;
    }
    return best;
  }
}
