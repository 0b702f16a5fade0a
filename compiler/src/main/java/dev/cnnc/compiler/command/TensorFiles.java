package dev.cnnc.compiler.command;

import dev.cnnc.runtime.file.AtomicFile;
import dev.cnnc.runtime.file.InputFiles;
import dev.cnnc.runtime.json.Json;
import dev.cnnc.runtime.json.JsonException;
import dev.cnnc.runtime.tensor.Tensor;
import dev.cnnc.runtime.weights.SafeTensors;
import dev.cnnc.runtime.weights.TensorFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Tensors by name in a file: safetensors, or, where the file is called {@code .json}, an object of
 * nested arrays such as {@code {"image": [[1, 2], [3, 4]]}}.
 */
final class TensorFiles {
  private TensorFiles() {}

  /**
   * @throws CommandFailure if the file holds something else
   */
  static Map<String, Tensor> read(Path file) throws IOException {
    return isJson(file) ? readJson(file) : SafeTensors.read(file).tensors();
  }

  static void write(Path file, Map<String, Tensor> tensors) throws IOException {
    if (isJson(file)) {
      Map<String, Object> arrays = new TreeMap<>();
      tensors.forEach((name, tensor) -> arrays.put(name, array(tensor, 0, 0, tensor.size())));
      AtomicFile.writeText(file, Json.write(arrays) + "\n");
    } else {
      SafeTensors.write(file, new TensorFile(tensors, Map.of()));
    }
  }

  private static boolean isJson(Path file) {
    return file.toString().endsWith(".json");
  }

  private static Map<String, Tensor> readJson(Path file) throws IOException {
    InputFiles.requireReadable(file);
    Object contents;
    try {
      contents = Json.parse(Files.readString(file));
    } catch (JsonException | java.nio.charset.CharacterCodingException malformed) {
      throw new CommandFailure(file + ": malformed JSON: " + malformed.getMessage(), malformed);
    }
    if (!(contents instanceof Map<?, ?> object)) {
      throw new CommandFailure(
          file + ": expected an object with an array of numbers for each name of a tensor");
    }
    Map<String, Tensor> tensors = new TreeMap<>();
    object.forEach(
        (name, value) ->
            tensors.put((String) name, tensor(file + ": tensor '" + name + "'", value)));
    return tensors;
  }

  private static Tensor tensor(String what, Object value) {
    List<Integer> extents = new ArrayList<>();
    Object first = value;
    while (first instanceof List<?> list) {
      extents.add(list.size());
      first = list.isEmpty() ? null : list.get(0);
    }
    List<Float> numbers = new ArrayList<>();
    collect(what, value, extents, 0, numbers);
    float[] values = new float[numbers.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = numbers.get(i);
    }
    return Tensor.of(values, extents.stream().mapToInt(Integer::intValue).toArray());
  }

  private static void collect(
      String what, Object value, List<Integer> extents, int axis, List<Float> numbers) {
    if (axis == extents.size()) {
      if (!(value instanceof Number number)) {
        throw new CommandFailure(what + ": expected a number, found " + Json.write(value));
      }
      numbers.add(number.floatValue());
      return;
    }
    if (!(value instanceof List<?> list) || list.size() != extents.get(axis)) {
      throw new CommandFailure(what + ": its rows are not all of one length");
    }
    for (Object element : list) {
      collect(what, element, extents, axis + 1, numbers);
    }
  }

  private static Object array(Tensor tensor, int axis, int from, int to) {
    if (axis == tensor.rank()) {
      return tensor.isIntegers()
          ? (Object) tensor.integers()[from]
          : (Object) tensor.floats()[from];
    }
    int count = tensor.extent(axis);
    int length = count == 0 ? 0 : (to - from) / count;
    List<Object> elements = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      elements.add(array(tensor, axis + 1, from + i * length, from + (i + 1) * length));
    }
    return elements;
  }
}
