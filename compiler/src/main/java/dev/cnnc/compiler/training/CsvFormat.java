package dev.cnnc.compiler.training;

import dev.cnnc.compiler.elaborate.DataFormat.Csv;
import dev.cnnc.compiler.elaborate.DataSettings;
import dev.cnnc.compiler.graph.ElementType;
import dev.cnnc.compiler.graph.Graph;
import dev.cnnc.compiler.graph.Value;
import dev.cnnc.grammar.diagnostic.NearestName;
import dev.cnnc.runtime.data.Column;
import dev.cnnc.runtime.file.FileFormatException;
import dev.cnnc.runtime.text.CsvReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Tables as text. The columns are dealt to the model's inputs in order: an {@code f32} input takes
 * one for each of its elements, an {@code i32[length]} input one of texts, or without a tokenizer
 * one of whole numbers for each element.
 */
record CsvFormat(DataSettings settings, Csv format, Graph model) implements Format {
  private static final String TARGET = "target";

  @Override
  public Examples read(List<Path> files) throws IOException {
    return read(files, true);
  }

  /** Whether the model takes one text and nothing else. */
  boolean takesTexts() {
    return model.inputs().size() == 1 && isText(model.inputs().get(0));
  }

  /** Texts for a model that takes one each. */
  Examples examples(List<String> texts) {
    Value input = model.inputs().get(0);
    return new Examples(
        Map.of(),
        Map.of(input.name(), new Examples.Texts(texts, input.shape().extent(0))),
        Optional.empty());
  }

  /**
   * The examples of some files.
   *
   * @param labelled whether to read the label and the target, or the inputs alone
   */
  Examples read(List<Path> files, boolean labelled) throws IOException {
    if (files.isEmpty()) {
      throw Format.refused(settings.span(), "no file is named", "write train = \"table.csv\"");
    }
    Optional<Fields> fields = Optional.empty();
    for (Path file : files) {
      char delimiter = format.delimiter().orElse(isTabular(file) ? '\t' : ',');
      try (CsvReader reader = new CsvReader(file, format.charset(), delimiter, format.quotes())) {
        fields = Optional.of(fields.isPresent() ? fields.get() : fields(reader, labelled));
        read(file, reader, fields.get().all());
      }
    }
    return fields.orElseThrow().examples(model);
  }

  private static boolean isTabular(Path file) {
    return file.getFileName().toString().toLowerCase(Locale.ROOT).endsWith(".tsv");
  }

  private static void read(Path file, CsvReader reader, List<TableField> fields)
      throws IOException {
    List<int[]> places = new ArrayList<>();
    for (TableField field : fields) {
      int[] place = new int[field.columns().size()];
      for (int i = 0; i < place.length; i++) {
        place[i] = place(file, reader.header(), field.columns().get(i));
      }
      places.add(place);
    }
    for (List<String> row = reader.next(); !row.isEmpty(); row = reader.next()) {
      for (int i = 0; i < places.size(); i++) {
        List<String> values = new ArrayList<>(places.get(i).length);
        for (int place : places.get(i)) {
          values.add(row.get(place));
        }
        try {
          fields.get(i).add(values);
        } catch (IllegalArgumentException unsuitable) {
          throw new FileFormatException(
              file, "line " + reader.line() + ": " + unsuitable.getMessage());
        }
      }
    }
  }

  private static int place(Path file, List<String> header, String column)
      throws FileFormatException {
    int place = header.indexOf(column);
    if (place < 0) {
      throw new FileFormatException(
          file,
          "has no column '"
              + column
              + "'; "
              + NearestName.suggest(column, header)
                  .map(near -> "did you mean '" + near + "'?")
                  .orElse("the first line names " + String.join(", ", header)));
    }
    if (place != header.lastIndexOf(column)) {
      throw new FileFormatException(file, "has several columns '" + column + "'");
    }
    return place;
  }

  /** What collects the columns of the inputs, of the label and of the target. */
  private record Fields(
      Map<String, TableField> inputs,
      Optional<TableField.Texts> label,
      Optional<TableField.Numbers> target) {
    List<TableField> all() {
      List<TableField> all = new ArrayList<>(inputs.values());
      label.ifPresent(all::add);
      target.ifPresent(all::add);
      return all;
    }

    Examples examples(Graph model) {
      Map<String, Column> numbers = new LinkedHashMap<>();
      Map<String, Examples.Texts> texts = new LinkedHashMap<>();
      for (Value input : model.inputs()) {
        TableField field = inputs.get(input.name());
        if (field instanceof TableField.Numbers columns) {
          numbers.put(input.name(), columns.column());
        } else if (field instanceof TableField.Texts column) {
          texts.put(input.name(), new Examples.Texts(column.values(), input.shape().extent(0)));
        }
      }
      target.ifPresent(columns -> numbers.put(TARGET, columns.column()));
      return new Examples(
          numbers, texts, label.map(names -> new Examples.Classes(names.values(), true)));
    }
  }

  private Fields fields(CsvReader reader, boolean labelled) {
    List<String> columns = new ArrayList<>(format.inputs());
    if (columns.isEmpty()) {
      columns.addAll(reader.header());
      columns.removeAll(format.target());
      format.label().ifPresent(label -> columns.removeIf(label::equals));
    }
    Map<String, TableField> inputs = new LinkedHashMap<>();
    int dealt = 0;
    for (Value input : model.inputs()) {
      int count = isText(input) ? 1 : Math.toIntExact(input.shape().size());
      List<String> own =
          columns.subList(Math.min(dealt, columns.size()), Math.min(dealt + count, columns.size()));
      inputs.put(
          input.name(),
          isText(input) && !own.isEmpty()
              ? new TableField.Texts(own.get(0), false)
              : new TableField.Numbers(
                  own, input.shape().extents(), input.type() == ElementType.I32));
      dealt += count;
    }
    requireAll(columns.size(), dealt);
    return new Fields(
        inputs,
        format.label().filter(l -> labelled).map(label -> new TableField.Texts(label, true)),
        format.target().isEmpty() || !labelled
            ? Optional.empty()
            : Optional.of(
                new TableField.Numbers(format.target(), List.of(format.target().size()), false)));
  }

  /** Whether an input takes the tokens of a text. */
  private boolean isText(Value input) {
    return format.tokenizer().isPresent()
        && input.type() == ElementType.I32
        && input.shape().rank() == 1;
  }

  private void requireAll(int columns, int dealt) {
    if (columns != dealt) {
      throw Format.refused(
          settings.span(),
          "the inputs "
              + model.inputs()
              + " take "
              + dealt
              + (dealt == 1 ? " column" : " columns")
              + ", there are "
              + columns,
          "name the columns with inputs = (\"first\", \"second\")");
    }
    if (format.tokenizer().isPresent() && model.inputs().stream().noneMatch(this::isText)) {
      throw Format.refused(
          settings.span(),
          "there is a tokenizer, but no input i32[length] for its tokens",
          "leave tokenizer and vocabulary out");
    }
  }
}
