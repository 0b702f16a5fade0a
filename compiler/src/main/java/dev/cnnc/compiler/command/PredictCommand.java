package dev.cnnc.compiler.command;

import dev.cnnc.compiler.Compilation;
import dev.cnnc.compiler.Compiler;
import dev.cnnc.compiler.command.TextTable.Side;
import dev.cnnc.compiler.elaborate.DataFormat;
import dev.cnnc.compiler.elaborate.DataSettings;
import dev.cnnc.compiler.graph.Graph;
import dev.cnnc.compiler.training.DataFiles;
import dev.cnnc.compiler.training.Encoding;
import dev.cnnc.compiler.training.Preparations;
import dev.cnnc.runtime.json.Json;
import dev.cnnc.runtime.network.Network;
import dev.cnnc.runtime.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cnnc predict}: what a trained network says of images, texts, or rows of a table. */
@Command(
    name = "predict",
    description = "Classifies images, texts or rows of a table with a trained network.",
    footer = {
      "",
      "Images are brought to the size of the model's input and go through the transforms of the",
      "script's data block. Colours are not inverted: digits of MNIST are white on black. Texts",
      "become tokens by the vocabulary that train kept with the weights."
    })
final class PredictCommand implements Callable<Integer> {
  @Mixin private ScriptOptions script;
  @Mixin private WinogradOption winograd;
  @Mixin private ScheduleOption schedules;
  @Mixin private DataOptions data;

  @Parameters(
      index = "1..*",
      arity = "0..*",
      paramLabel = "EXAMPLE",
      description =
          "Image files (PNG, JPEG, GIF, BMP or TIFF). Where the script's data are texts: texts; "
              + "without any, each line of standard input is one. Where they are other tables: "
              + "files of such tables, in which label and target may be missing.")
  private List<String> examples = new ArrayList<>();

  @Option(
      names = "--weights",
      required = true,
      paramLabel = "FILE",
      description = "The weights that train wrote.")
  private Path weights;

  @Option(names = "--json", description = "Print an array of JSON objects.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    Compiler compiler = schedules.tell(winograd.tell(script.load()), script.file());
    ModelChoice choice = script.choose(compiler);
    Compilation compilation = compiler.singleExamples(choice.model(), choice.arguments());
    Graph model = compilation.model().graph();
    boolean regression =
        choice.training().map(settings -> isRegression(settings.data())).orElse(false);
    try (Network network = Network.create(compilation.load(), 1)) {
      network.load(weights);
      Encoding encoding = Encoding.read(weights);
      Optional<DataFiles> files =
          choice.training().map(settings -> data.files(settings, model, script.file()));
      if (files.isPresent()) {
        files.get().encodedAs(encoding);
        encoding = files.get().encoding();
      }
      Classifier classifier = Classifier.of(network, model, regression);
      Subjects subjects = subjects(model, files);
      List<Answer> answers = new ArrayList<>();
      for (int i = 0; i < subjects.names().size(); i++) {
        Map<String, Tensor> inputs = subjects.inputs(i);
        answers.add(
            regression
                ? Answer.Estimate.of(classifier.scores(inputs))
                : Answer.Prediction.of(classifier.probabilities(inputs), encoding.labels()));
      }
      System.out.print(
          json ? Json.write(objects(subjects, answers)) + "\n" : table(subjects, answers));
    }
    return 0;
  }

  private static boolean isRegression(DataSettings settings) {
    return settings.format() instanceof DataFormat.Csv csv
        && csv.label().isEmpty()
        && !csv.target().isEmpty();
  }

  private Subjects subjects(Graph model, Optional<DataFiles> files) throws IOException {
    if (files.isPresent() && files.get().takesTexts()) {
      return Subjects.texts(files.get(), examples.isEmpty() ? lines() : examples);
    }
    if (examples.isEmpty()) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), "Missing required parameter: 'EXAMPLE'");
    }
    List<Path> paths = examples.stream().map(Path::of).toList();
    return files.isPresent() && files.get().takesTables()
        ? Subjects.rows(files.get(), paths)
        : Subjects.images(
            ImageInput.of(model, files.map(DataFiles::preparations).orElse(Preparations.NONE)),
            paths);
  }

  /** What stands on standard input. */
  private static List<String> lines() throws IOException {
    byte[] text = System.in.readAllBytes();
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(text))
          .toString()
          .lines()
          .toList();
    } catch (CharacterCodingException e) {
      throw new CommandFailure("standard input is no UTF-8 text, expected a text a line", e);
    }
  }

  private static List<Map<String, Object>> objects(Subjects subjects, List<Answer> answers) {
    List<Map<String, Object>> objects = new ArrayList<>();
    for (int i = 0; i < answers.size(); i++) {
      Map<String, Object> object = new LinkedHashMap<>();
      object.put(subjects.kind(), subjects.names().get(i));
      object.putAll(answers.get(i).toJson());
      objects.add(object);
    }
    return objects;
  }

  private static String table(Subjects subjects, List<Answer> answers) {
    List<Side> sides = new ArrayList<>(List.of(Side.LEFT));
    answers.stream().findFirst().ifPresent(answer -> sides.addAll(answer.sides()));
    TextTable table = new TextTable(sides.toArray(Side[]::new));
    for (int i = 0; i < answers.size(); i++) {
      List<String> cells = new ArrayList<>();
      cells.add(subjects.names().get(i).replaceAll("\\p{Cntrl}", " "));
      cells.addAll(answers.get(i).cells());
      table.row(cells.toArray(String[]::new));
    }
    return table.render();
  }
}
