package dev.cnnc.compiler.training;

import dev.cnnc.compiler.elaborate.DataFormat;
import dev.cnnc.compiler.elaborate.DataSettings;
import dev.cnnc.compiler.elaborate.SettingCall;
import dev.cnnc.compiler.elaborate.Split;
import dev.cnnc.compiler.graph.Graph;
import dev.cnnc.compiler.graph.Value;
import dev.cnnc.grammar.diagnostic.CompilationException;
import dev.cnnc.runtime.data.Dataset;
import dev.cnnc.runtime.data.HeldOut;
import dev.cnnc.runtime.file.FileFormatException;
import dev.cnnc.runtime.file.InputFiles;
import dev.cnnc.runtime.text.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Reads the files that a {@code data} block names, for one model; each once. */
public final class DataFiles {
  private final DataSettings settings;
  private final Graph model;
  private final Path folder;
  private final Format format;
  private final Preparations preparations;
  private Optional<Encoding> encoding = Optional.empty();
  private Optional<Parts> parts = Optional.empty();

  /** The examples of the block's {@code train} files: those to train on, those held out. */
  private record Parts(Examples train, Optional<Examples> heldOut) {}

  /**
   * @param folder what the block's paths are relative to
   */
  public DataFiles(DataSettings settings, Graph model, Path folder) {
    this.settings = settings;
    this.model = model;
    this.folder = folder;
    this.format = Format.of(settings, model);
    this.preparations = Preparations.of(settings);
  }

  /**
   * Takes the encoding that the weights at hand were trained with, instead of making one from the
   * examples to train on.
   */
  public void encodedAs(Encoding known) throws IOException {
    encoding = Optional.of(known.withLabels(labels()));
  }

  /** What classes and tokens are numbered by: to be kept with the weights. */
  public Encoding encoding() throws IOException {
    if (encoding.isEmpty()) {
      Optional<Tokenizer> tokenizer = Optional.empty();
      int vocabulary = 0;
      if (settings.format() instanceof DataFormat.Csv csv) {
        tokenizer = csv.tokenizer().map(DataFiles::tokenizer);
        vocabulary = csv.vocabulary().orElse(0);
      }
      encoding = Optional.of(Encoding.of(parts().train(), labels(), tokenizer, vocabulary));
    }
    return encoding.get();
  }

  /**
   * The examples to train on.
   *
   * @throws IOException if a file cannot be read or is damaged
   * @throws CompilationException if the block asks for what cannot be read or done
   */
  public Dataset train() throws IOException {
    return prepared(parts().train());
  }

  /** The examples to test on, if the block names some or holds some out. */
  public Optional<Dataset> test() throws IOException {
    if (settings.split().isPresent()) {
      return Optional.of(prepared(parts().heldOut().orElseThrow()));
    }
    return settings.test().isEmpty()
        ? Optional.empty()
        : Optional.of(prepared(format.read(resolve(settings.test()))));
  }

  /** Whether an example is one text and nothing else. */
  public boolean takesTexts() {
    return format instanceof CsvFormat csv && csv.takesTexts();
  }

  /** Whether examples are the rows of tables. */
  public boolean takesTables() {
    return format instanceof CsvFormat;
  }

  /**
   * Texts as a network takes them that {@linkplain #takesTexts takes texts}.
   *
   * @throws IOException if no vocabulary is kept with the weights
   */
  public Dataset texts(List<String> texts) throws IOException {
    return encode(((CsvFormat) format).examples(texts));
  }

  /** The inputs that stand in the rows of tables, which need neither label nor target. */
  public Dataset rows(List<Path> tables) throws IOException {
    return prepared(((CsvFormat) format).read(tables, false));
  }

  /** What is done to the examples of the model's {@code f32} inputs. */
  public Preparations preparations() {
    return preparations;
  }

  private Parts parts() throws IOException {
    if (parts.isEmpty()) {
      Examples all = format.read(resolve(settings.train()));
      parts =
          Optional.of(
              settings.split().isPresent()
                  ? divide(all, settings.split().get())
                  : new Parts(all, Optional.empty()));
    }
    return parts.get();
  }

  private Parts divide(Examples all, Split split) {
    try {
      HeldOut division = HeldOut.of(all.size(), split.fraction(), split.seed());
      return new Parts(all.select(division.train()), Optional.of(all.select(division.test())));
    } catch (IllegalArgumentException tooFew) {
      throw Format.refused(settings.span(), tooFew.getMessage(), "name files with test = \"…\"");
    }
  }

  private Dataset prepared(Examples examples) throws IOException {
    Dataset data = encode(examples);
    for (Value input : Format.realInputs(model)) {
      if (data.columns().containsKey(input.name())) {
        data = data.with(input.name(), preparations.of(data.columns().get(input.name())));
      }
    }
    return data;
  }

  private Dataset encode(Examples examples) throws IOException {
    try {
      return encoding().encode(examples);
    } catch (IllegalArgumentException unsuitable) {
      throw new IOException("data " + settings.name() + ": " + unsuitable.getMessage(), unsuitable);
    }
  }

  /** The names that the script gives to the classes; may be none. */
  private List<String> labels() throws IOException {
    if (settings.labelsFile().isEmpty()) {
      return settings.labels();
    }
    Path file = folder.resolve(settings.labelsFile().get());
    InputFiles.requireReadable(file);
    try {
      List<String> names =
          Files.readAllLines(file).stream().map(String::strip).filter(l -> !l.isEmpty()).toList();
      Optional<String> repeated = DataSettings.repeated(names);
      if (repeated.isPresent()) {
        throw new FileFormatException(file, "two classes are called '" + repeated.get() + "'");
      }
      return names;
    } catch (java.nio.charset.CharacterCodingException e) {
      throw new FileFormatException(
          file, "not UTF-8 text; expected the name of a class on each line");
    }
  }

  private List<Path> resolve(List<String> paths) {
    return paths.stream().map(folder::resolve).toList();
  }

  private static Tokenizer tokenizer(SettingCall call) {
    return Tokenizer.named(
        call.name(), call.arguments().getOrDefault("lowercase", List.of(0.0)).get(0) != 0);
  }
}
