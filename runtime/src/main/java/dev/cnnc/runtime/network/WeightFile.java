package dev.cnnc.runtime.network;

import dev.cnnc.runtime.execute.Variable;
import dev.cnnc.runtime.file.FileFormatException;
import dev.cnnc.runtime.tensor.Tensor;
import dev.cnnc.runtime.weights.SafeTensors;
import dev.cnnc.runtime.weights.TensorFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Variables of a network in a safetensors file. */
final class WeightFile {
  private static final int MOST_NAMES = 8;

  /** PyTorch keeps the number of steps with each batch norm; nothing is computed from it. */
  private static final String STEP_COUNT = ".num_batches_tracked";

  private WeightFile() {}

  @SafeVarargs
  static List<Variable> join(List<Variable>... lists) {
    List<Variable> all = new ArrayList<>();
    for (List<Variable> list : lists) {
      all.addAll(list);
    }
    return all;
  }

  static void save(Path file, List<Variable> variables, Map<String, String> metadata)
      throws IOException {
    Map<String, Tensor> tensors = new TreeMap<>();
    for (Variable variable : variables) {
      tensors.put(variable.name(), variable.value());
    }
    SafeTensors.write(file, new TensorFile(tensors, metadata));
  }

  static Map<String, String> load(Path file, List<Variable> variables) throws IOException {
    TensorFile contents = SafeTensors.read(file);
    Map<String, Tensor> unexpected = new TreeMap<>(contents.tensors());
    unexpected.keySet().removeIf(name -> name.endsWith(STEP_COUNT));
    List<String> missing = new ArrayList<>();
    List<String> different = new ArrayList<>();
    for (Variable variable : variables) {
      Tensor tensor = unexpected.remove(variable.name());
      if (tensor == null) {
        missing.add(variable.name());
      } else if (!tensor.shape().equals(variable.shape())
          || tensor.isIntegers() != variable.isIntegers()) {
        different.add(
            variable.name()
                + " is "
                + tensor
                + ", the model needs "
                + (variable.isIntegers() ? "i32" : "f32")
                + variable.shape());
      }
    }
    String problems =
        list("missing", missing)
            + list("of another shape", different)
            + list("not in the model", new ArrayList<>(unexpected.keySet()));
    if (!problems.isEmpty()) {
      throw new FileFormatException(file, "these are weights of another model" + problems);
    }
    for (Variable variable : variables) {
      variable.set(contents.tensors().get(variable.name()));
    }
    return contents.metadata();
  }

  private static String list(String title, List<String> entries) {
    if (entries.isEmpty()) {
      return "";
    }
    StringBuilder text = new StringBuilder("\n  " + title + ": ");
    text.append(String.join(", ", entries.subList(0, Math.min(MOST_NAMES, entries.size()))));
    if (entries.size() > MOST_NAMES) {
      text.append(" and ").append(entries.size() - MOST_NAMES).append(" more");
    }
    return text.toString();
  }
}
