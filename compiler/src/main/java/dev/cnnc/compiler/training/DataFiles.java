package dev.cnnc.compiler.training;

import dev.cnnc.compiler.elaborate.DataSettings;
import dev.cnnc.compiler.elaborate.SettingCall;
import dev.cnnc.compiler.graph.ElementType;
import dev.cnnc.compiler.graph.Graph;
import dev.cnnc.compiler.graph.Value;
import dev.cnnc.grammar.diagnostic.CompilationException;
import dev.cnnc.grammar.diagnostic.Diagnostic;
import dev.cnnc.grammar.source.SourceSpan;
import dev.cnnc.runtime.data.Dataset;
import dev.cnnc.runtime.data.Transform;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads the files that a {@code data} block names, for one model.
 *
 * @param folder what the block's paths are relative to
 */
public record DataFiles(DataSettings settings, Graph model, Path folder) {
  private static final String UNREADABLE = "E0504";

  /**
   * The examples to train on.
   *
   * @throws IOException if a file cannot be read or is damaged
   * @throws CompilationException if the block asks for what cannot be read or done
   */
  public Dataset train() throws IOException {
    if (!settings.augmentations().isEmpty()) {
      SettingCall first = settings.augmentations().get(0);
      throw refused(
          first.span(),
          "training cannot do the augmentation '" + first.name() + "'",
          "leave augment out");
    }
    return read(settings.train());
  }

  /** The examples to test on, if the block names some. */
  public Optional<Dataset> test() throws IOException {
    return settings.test().isEmpty() ? Optional.empty() : Optional.of(read(settings.test()));
  }

  /** What is done to each example of the model's {@code f32} inputs, in order. */
  public List<Transform> transforms() {
    return settings.transforms().stream().map(DataFiles::transform).toList();
  }

  /** The model's {@code f32} inputs, to which transforms apply. */
  public List<Value> realInputs() {
    return model.inputs().stream().filter(input -> input.type() == ElementType.F32).toList();
  }

  private Dataset read(List<String> paths) throws IOException {
    Dataset data =
        switch (settings.format()) {
          case "idx" -> readIdx(paths);
          case "safetensors" -> Dataset.ofSafeTensors(single(paths));
          default ->
              throw refused(
                  settings.span(),
                  "training cannot read data of the format '" + settings.format() + "'",
                  "it reads idx and safetensors");
        };
    List<Transform> transforms = transforms();
    for (Value input : transforms.isEmpty() ? List.<Value>of() : realInputs()) {
      if (data.columns().containsKey(input.name())) {
        data = data.transform(input.name(), transforms);
      }
    }
    return data;
  }

  private Dataset readIdx(List<String> paths) throws IOException {
    List<Value> images = realInputs();
    if (paths.size() != 2 || images.size() != 1) {
      throw refused(
          settings.span(),
          "idx data is a file of images and a file of labels for one f32 input, found "
              + paths.size()
              + " files and "
              + images.size()
              + " inputs",
          "write (\"images.gz\", \"labels.gz\")");
    }
    return Dataset.ofIdx(
        folder.resolve(paths.get(0)), folder.resolve(paths.get(1)), images.get(0).name());
  }

  private Path single(List<String> paths) {
    if (paths.size() != 1) {
      throw refused(
          settings.span(),
          "safetensors data is one file that holds the inputs and the label, found "
              + paths.size()
              + " files",
          "write (\"train.safetensors\")");
    }
    return folder.resolve(paths.get(0));
  }

  private static Transform transform(SettingCall call) {
    try {
      return switch (call.name()) {
        case "scale" -> Transform.scale(numbers(call, "factor")[0]);
        case "normalize" -> Transform.normalize(numbers(call, "mean"), numbers(call, "std"));
        default ->
            throw refused(
                call.span(),
                "training cannot do the transform '" + call.name() + "'",
                "it does scale and normalize");
      };
    } catch (IllegalArgumentException unsuitable) {
      throw refused(call.span(), unsuitable.getMessage(), "see the table of transforms");
    }
  }

  private static double[] numbers(SettingCall call, String argument) {
    List<Double> values = new ArrayList<>(call.arguments().get(argument));
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private static CompilationException refused(SourceSpan span, String message, String help) {
    return new CompilationException(Diagnostic.error(UNREADABLE, span, message).withHelp(help));
  }
}
