package dev.cnnc.compiler.training;

import dev.cnnc.runtime.data.Column;
import dev.cnnc.runtime.data.Dataset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Examples as their files hold them: columns of numbers, and texts and names of classes, which an
 * {@link Encoding} makes numbers of.
 *
 * @param texts the texts of {@code i32[length]} inputs
 * @param classes the names of the examples' classes, where the files do not have numbers for them
 */
record Examples(Map<String, Column> numbers, Map<String, Texts> texts, Optional<Classes> classes) {
  /** The texts of one input, cut or filled up to so many tokens. */
  record Texts(List<String> values, int length) {}

  /**
   * The names of all examples' classes.
   *
   * @param numbered whether names that are whole numbers are the numbers of their classes
   */
  record Classes(List<String> names, boolean numbered) {}

  /** Examples that are numbers already. */
  static Examples of(Dataset data) {
    return new Examples(data.columns(), Map.of(), Optional.empty());
  }

  /** How many examples there are; 0 if there is not even a column. */
  int size() {
    if (classes.isPresent()) {
      return classes.get().names().size();
    }
    return numbers.isEmpty()
        ? texts.values().stream().mapToInt(t -> t.values().size()).findFirst().orElse(0)
        : numbers.values().iterator().next().size();
  }

  /** Some of the examples, by number. */
  Examples select(int[] examples) {
    Map<String, Column> someNumbers = new LinkedHashMap<>();
    numbers.forEach((name, column) -> someNumbers.put(name, column.select(examples)));
    Map<String, Texts> someTexts = new LinkedHashMap<>();
    texts.forEach(
        (name, t) -> someTexts.put(name, new Texts(select(t.values(), examples), t.length())));
    return new Examples(
        someNumbers,
        someTexts,
        classes.map(c -> new Classes(select(c.names(), examples), c.numbered())));
  }

  private static List<String> select(List<String> values, int[] examples) {
    List<String> selected = new ArrayList<>(examples.length);
    for (int example : examples) {
      selected.add(values.get(example));
    }
    return selected;
  }
}
