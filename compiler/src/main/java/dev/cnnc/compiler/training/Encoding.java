package dev.cnnc.compiler.training;

import dev.cnnc.runtime.data.Column;
import dev.cnnc.runtime.data.Dataset;
import dev.cnnc.runtime.file.FileFormatException;
import dev.cnnc.runtime.json.Json;
import dev.cnnc.runtime.json.JsonException;
import dev.cnnc.runtime.tensor.Tensor;
import dev.cnnc.runtime.text.Tokenizer;
import dev.cnnc.runtime.text.Vocabulary;
import dev.cnnc.runtime.weights.SafeTensors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The numbers that classes and tokens have. It is made from the examples that a network is trained
 * on, and is kept in the file of its weights: without it they mean nothing.
 *
 * @param labels the names of the classes, in the order of their numbers; may be none
 */
public record Encoding(List<String> labels, Optional<Vocabulary> vocabulary) {
  private static final String LABELS_KEY = "cnnc.labels";

  public Encoding {
    labels = List.copyOf(labels);
  }

  /**
   * The encoding of examples to train on.
   *
   * @param labels the names of the classes where they are known; otherwise they are those that
   *     occur, in the order of their characters
   * @param tokenizer how texts are cut up, if there are some
   * @param vocabulary how many numbers tokens may have
   */
  static Encoding of(
      Examples examples, List<String> labels, Optional<Tokenizer> tokenizer, int vocabulary) {
    List<String> names = labels;
    if (labels.isEmpty() && examples.classes().isPresent()) {
      Examples.Classes classes = examples.classes().get();
      boolean numbers =
          classes.numbered() && classes.names().stream().allMatch(n -> number(n).isPresent());
      names = numbers ? List.of() : List.copyOf(new TreeSet<>(classes.names()));
    }
    List<String> texts =
        examples.texts().values().stream().flatMap(t -> t.values().stream()).toList();
    return new Encoding(names, tokenizer.map(t -> Vocabulary.of(t, texts, vocabulary)));
  }

  /**
   * What a file of weights keeps.
   *
   * @throws FileFormatException if that is damaged
   */
  public static Encoding read(Path weights) throws IOException {
    try {
      return from(SafeTensors.read(weights).metadata());
    } catch (IllegalArgumentException e) {
      throw new FileFormatException(weights, "damaged: " + e.getMessage());
    }
  }

  private static Encoding from(Map<String, String> metadata) {
    List<String> labels = new ArrayList<>();
    try {
      for (Object label : (List<?>) Json.parse(metadata.getOrDefault(LABELS_KEY, "[]"))) {
        labels.add((String) label);
      }
    } catch (JsonException | ClassCastException e) {
      throw new IllegalArgumentException("its labels are no list of names", e);
    }
    return new Encoding(labels, Vocabulary.from(metadata));
  }

  /** Whether it numbers nothing: classes and inputs are numbers already. */
  public boolean isEmpty() {
    return labels.isEmpty() && vocabulary.isEmpty();
  }

  /** What a file of weights is to keep. */
  public Map<String, String> metadata() {
    Map<String, String> metadata = new TreeMap<>();
    if (!labels.isEmpty()) {
      metadata.put(LABELS_KEY, Json.write(labels));
    }
    vocabulary.ifPresent(v -> metadata.putAll(v.metadata()));
    return metadata;
  }

  /** This encoding with the names that a script gives to classes, if it gives some. */
  Encoding withLabels(List<String> given) {
    return given.isEmpty() ? this : new Encoding(given, vocabulary);
  }

  /**
   * Examples as a network takes them.
   *
   * @throws IllegalArgumentException if there is a class without a number, or there are texts but
   *     no vocabulary
   */
  Dataset encode(Examples examples) {
    Map<String, Column> columns = new LinkedHashMap<>(examples.numbers());
    examples.texts().forEach((input, texts) -> columns.put(input, tokens(texts)));
    examples.classes().ifPresent(classes -> columns.put(Dataset.LABEL, classNumbers(classes)));
    return Dataset.of(columns);
  }

  private Column tokens(Examples.Texts texts) {
    Vocabulary words =
        vocabulary.orElseThrow(
            () ->
                new IllegalArgumentException(
                    "there are texts, but no vocabulary was kept with the weights"));
    int[] numbers = new int[Math.multiplyExact(texts.values().size(), texts.length())];
    for (int example = 0; example < texts.values().size(); example++) {
      words.encode(texts.values().get(example), numbers, example * texts.length(), texts.length());
    }
    return Column.of(Tensor.ofIntegers(numbers, texts.values().size(), texts.length()));
  }

  private Column classNumbers(Examples.Classes classes) {
    Map<String, Integer> byName = new LinkedHashMap<>();
    labels.forEach(label -> byName.putIfAbsent(label, byName.size()));
    int[] numbers = new int[classes.names().size()];
    for (int example = 0; example < numbers.length; example++) {
      String name = classes.names().get(example);
      Integer known = byName.get(name);
      OptionalInt number = classes.numbered() ? number(name) : OptionalInt.empty();
      if (known == null && number.isEmpty()) {
        throw new IllegalArgumentException(
            "example "
                + example
                + " is of the class '"
                + name
                + "'; the classes are "
                + (labels.isEmpty() ? "numbered" : String.join(", ", labels)));
      }
      numbers[example] = known == null ? number.getAsInt() : known;
    }
    return Column.of(Tensor.ofIntegers(numbers, numbers.length));
  }

  private static OptionalInt number(String name) {
    return name.matches("[0-9]{1,9}")
        ? OptionalInt.of(Integer.parseInt(name))
        : OptionalInt.empty();
  }
}
