package dev.cnnc.compiler.command;

import dev.cnnc.runtime.random.SplitMix64;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The combinations of several values for each of some settings; the last setting changes fastest.
 *
 * @param choices the values of each setting, as they are written in a script
 */
record Combinations(Map<String, List<String>> choices) {
  private static final int MOST = 100_000;

  /**
   * @param texts for each setting its values, separated by commas: {@code 3,5} or {@code
   *     (3,1),(5,5)}
   * @throws CommandFailure if a value is missing, or there are more than 100,000 combinations
   */
  static Combinations of(Map<String, String> texts) {
    Map<String, List<String>> choices = new LinkedHashMap<>();
    long count = 1;
    for (Map.Entry<String, String> setting : texts.entrySet()) {
      List<String> values = split(setting.getValue());
      if (values.contains("")) {
        throw new CommandFailure(
            "--set "
                + setting.getKey()
                + ": expected values with commas between them, as 3,5 or (3,1),(5,5), found '"
                + setting.getValue()
                + "'");
      }
      choices.put(setting.getKey(), values.stream().distinct().toList());
      count *= choices.get(setting.getKey()).size();
      if (count > MOST) {
        throw new CommandFailure("there are more than 100,000 combinations; leave out some values");
      }
    }
    return new Combinations(choices);
  }

  /** Cuts a text at the commas that stand in no brackets and in no string. */
  static List<String> split(String text) {
    List<String> parts = new ArrayList<>();
    int depth = 0;
    boolean quoted = false;
    int begin = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (quoted) {
        i += c == '\\' ? 1 : 0;
        quoted = c != '"';
      } else if (c == '"') {
        quoted = true;
      } else if (c == '(' || c == '[') {
        depth++;
      } else if (c == ')' || c == ']') {
        depth--;
      } else if (c == ',' && depth == 0) {
        parts.add(text.substring(begin, i).strip());
        begin = i + 1;
      }
    }
    parts.add(text.substring(begin).strip());
    return parts;
  }

  /** How many there are. */
  int count() {
    return choices.values().stream().mapToInt(List::size).reduce(1, (a, b) -> a * b);
  }

  /** All of them, each with a value for every setting. */
  List<Map<String, String>> all() {
    List<Map<String, String>> all = new ArrayList<>();
    for (int number = 0; number < count(); number++) {
      all.add(combination(number));
    }
    return all;
  }

  /** So many of them, or all if there are no more, in the order of {@link #all}. */
  List<Map<String, String>> random(int wanted, long seed) {
    SplitMix64 random = SplitMix64.named(seed, "sweep");
    int[] numbers = new int[count()];
    Arrays.setAll(numbers, number -> number);
    int picked = Math.min(wanted, numbers.length);
    for (int i = 0; i < picked; i++) { // Fisher-Yates, as far as it is needed
      int other = i + random.nextInt(numbers.length - i);
      int number = numbers[i];
      numbers[i] = numbers[other];
      numbers[other] = number;
    }
    return Arrays.stream(numbers, 0, picked).sorted().mapToObj(this::combination).toList();
  }

  private Map<String, String> combination(int number) {
    Map<String, String> combination = new LinkedHashMap<>();
    int rest = number;
    int radix = count();
    for (Map.Entry<String, List<String>> setting : choices.entrySet()) {
      radix /= setting.getValue().size();
      combination.put(setting.getKey(), setting.getValue().get(rest / radix));
      rest %= radix;
    }
    return combination;
  }
}
