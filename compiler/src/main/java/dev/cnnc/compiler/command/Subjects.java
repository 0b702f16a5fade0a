package dev.cnnc.compiler.command;

import dev.cnnc.compiler.graph.Graph;
import dev.cnnc.compiler.training.DataFiles;
import dev.cnnc.runtime.data.Column;
import dev.cnnc.runtime.data.Transform;
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
 * @param inputs the columns of the network's inputs; none if there is no subject
 */
record Subjects(String kind, List<String> names, Map<String, Column> inputs) {
  /** Image files, each read when its turn comes. */
  static Subjects images(Graph model, List<Path> files, List<Transform> transforms) {
    Column images = ImageColumn.of(model, files).with(transforms);
    return new Subjects(
        "image",
        files.stream().map(Path::toString).toList(),
        Map.of(model.inputs().get(0).name(), images));
  }

  static Subjects texts(DataFiles data, List<String> texts) throws IOException {
    return new Subjects("text", texts, texts.isEmpty() ? Map.of() : data.texts(texts).columns());
  }

  /** The rows of tables. */
  static Subjects rows(DataFiles data, List<Path> tables) throws IOException {
    List<String> names = new ArrayList<>();
    for (Path table : tables) {
      int rows = data.rows(List.of(table)).size();
      IntStream.rangeClosed(1, rows).forEach(row -> names.add(table + " row " + row));
    }
    return new Subjects("row", names, data.rows(tables).columns());
  }

  /** One of them as the network takes it. */
  Map<String, Tensor> inputs(int number) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    inputs.forEach((input, column) -> tensors.put(input, tensor(column, number)));
    return tensors;
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
