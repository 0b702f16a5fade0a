package dev.cnnc.compiler.command;

import dev.cnnc.compiler.Compilation;
import dev.cnnc.compiler.Compiler;
import dev.cnnc.compiler.command.TextTable.Side;
import dev.cnnc.compiler.elaborate.TrainSettings;
import dev.cnnc.compiler.graph.Graph;
import dev.cnnc.compiler.training.DataFiles;
import dev.cnnc.runtime.data.Transform;
import dev.cnnc.runtime.json.Json;
import dev.cnnc.runtime.network.Network;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code cnnc predict}: what a trained network sees in images. */
@Command(
    name = "predict",
    description = "Classifies image files with a trained network.",
    footer = {
      "",
      "Images are brought to the size of the model's input and go through the transforms of the",
      "script's data block. Colours are not inverted: digits of MNIST are white on black."
    })
final class PredictCommand implements Callable<Integer> {
  @Mixin private ScriptOptions script;
  @Mixin private DataOptions data;

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "IMAGE",
      description = "Image files: PNG, JPEG, GIF, BMP or TIFF.")
  private List<Path> images;

  @Option(
      names = "--weights",
      required = true,
      paramLabel = "FILE",
      description = "The weights that train wrote.")
  private Path weights;

  @Option(names = "--json", description = "Print an array of JSON objects.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    Compiler compiler = script.load();
    ModelChoice choice = script.choose(compiler);
    Compilation compilation = compiler.inference(choice.model(), choice.arguments());
    Graph model = compilation.model().graph();
    List<Transform> transforms =
        choice.training().map(settings -> transforms(settings, model)).orElse(List.of());
    List<String> labels =
        choice.training().map(settings -> settings.data().labels()).orElse(List.of());
    List<Prediction> predictions = new ArrayList<>();
    try (Network network = Network.create(compilation.load(), 1)) {
      network.load(weights);
      Classifier classifier = Classifier.of(network, model, transforms);
      for (Path image : images) {
        predictions.add(Prediction.of(image, classifier.probabilities(image), labels));
      }
    }
    System.out.print(
        json
            ? Json.write(predictions.stream().map(Prediction::toJson).toList()) + "\n"
            : table(predictions));
    return 0;
  }

  private List<Transform> transforms(TrainSettings settings, Graph model) {
    DataFiles files = data.files(settings, model, script.file());
    return files.transforms();
  }

  private static String table(List<Prediction> predictions) {
    TextTable table = new TextTable(Side.LEFT, Side.LEFT, Side.RIGHT);
    for (Prediction prediction : predictions) {
      String percent = String.format(Locale.ROOT, "%.2f %%", 100 * prediction.probability());
      table.row(prediction.image().toString(), prediction.label(), percent);
    }
    return table.render();
  }
}
