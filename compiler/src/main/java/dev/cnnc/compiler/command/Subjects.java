package dev.cnnc.compiler.command;

import dev.cnnc.compiler.training.DataFiles;
import dev.cnnc.runtime.data.Column;
import dev.cnnc.runtime.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * What a network is to judge.
 *
 * @param kind what each is: an image, a text, a row
 * @param names what each is called in the answer
 * @param source where they are got from
 */
record Subjects(String kind, List<String> names, Source source) {
  /** Gives one subject, by number, as the network takes it: its inputs by name. */
  @FunctionalInterface
  interface Source {
    Map<String, Tensor> inputs(int number) throws IOException;
  }

  /** Image files, each read when its turn comes. */
  static Subjects images(ImageInput image, List<Path> files) {
    return new Subjects(
        "image",
        files.stream().map(Path::toString).toList(),
        number -> Map.of(image.input().name(), image.read(files.get(number))));
  }

  static Subjects texts(DataFiles data, List<String> texts) throws IOException {
    return texts.isEmpty()
        ? new Subjects("text", texts, number -> Map.of())
        : new Subjects("text", texts, examples(data.texts(texts).columns()));
  }

  /** The rows of tables. */
  static Subjects rows(DataFiles data, List<Path> tables) throws IOException {
    List<String> names = new ArrayList<>();
    for (Path table : tables) {
      int rows = data.rows(List.of(table)).size();
      IntStream.rangeClosed(1, rows).forEach(row -> names.add(table + " row " + row));
    }
    return new Subjects("row", names, examples(data.rows(tables).columns()));
  }

  /** One of them as the network takes it. */
  Map<String, Tensor> inputs(int number) throws IOException {
    return source.inputs(number);
  }

  private static Source examples(Map<String, Column> columns) {
    return number -> {
      Map<String, Tensor> tensors = new LinkedHashMap<>();
      columns.forEach((input, column) -> tensors.put(input, tensor(column, number)));
      return tensors;
    };
  }

  private static Tensor tensor(Column column, int number) {
    int[] extents =
        IntStream.concat(IntStream.of(1), column.shape().stream().mapToInt(Integer::intValue))
            .toArray();
    if (column.isIntegers()) {
      Tensor tensor = Tensor.zeroIntegers(extents);
      column.read(number, tensor.integers(), 0);
      return tensor;
    }
    Tensor tensor = Tensor.zeros(extents);
    column.read(number, tensor.floats(), 0);
    return tensor;
  }
}
