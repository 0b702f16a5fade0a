package dev.cnnc.compiler.schedule;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A {@link KernelChoice} as a line of text, which can be read back: its properties, with semicolons
 * between them. What is not named has its least value.
 *
 * <pre>
 * lane member; vectors 1; tile k 4 j 4; loops k i j; parallel 1; chunk 5; reductions c u v; unroll 1
 * operands copied
 * </pre>
 */
public final class ScheduleText {
  /** Larger numbers make no difference to any kernel, and might not fit where they are added up. */
  private static final int MOST = 1 << 16;

  private static final String COPIED = "copied";
  private static final String AS_STORED = "as-stored";

  private static final Set<String> PROPERTIES =
      new LinkedHashSet<>(
          List.of(
              "operands",
              "lane",
              "vectors",
              "tile",
              "loops",
              "parallel",
              "chunk",
              "reductions",
              "in-memory",
              "unroll",
              "examples-per-task"));

  private final Map<String, List<String>> properties = new LinkedHashMap<>();

  private ScheduleText() {}

  /** The text of a choice, on one line. */
  public static String print(KernelChoice choice) {
    ScheduleText text = new ScheduleText();
    choice.copied().ifPresent(copied -> text.put("operands", copied ? COPIED : AS_STORED));
    choice.schedule().ifPresent(text::put);
    List<String> parts = new ArrayList<>();
    text.properties.forEach((name, words) -> parts.add(name + " " + String.join(" ", words)));
    return String.join("; ", parts);
  }

  /** The text of a schedule, on one line. */
  public static String print(Schedule schedule) {
    return print(KernelChoice.of(schedule));
  }

  private void put(Schedule schedule) {
    put("lane", schedule.lane().isEmpty() ? List.of("none") : List.of(schedule.lane()));
    putNumber("vectors", schedule.vectors(), 1);
    List<String> tile = new ArrayList<>();
    schedule.tile().forEach(side -> tile.addAll(List.of(side.index(), "" + side.size())));
    put("tile", tile);
    put("loops", schedule.loops());
    putNumber("parallel", schedule.parallel(), 0);
    putNumber("chunk", schedule.chunk(), 1);
    put("reductions", schedule.reductions());
    putNumber("in-memory", schedule.inMemory(), 0);
    putNumber("unroll", schedule.unroll(), 0);
    putNumber("examples-per-task", schedule.examplesPerTask(), 1);
  }

  private void put(String property, List<String> words) {
    if (!words.isEmpty()) {
      properties.put(property, words);
    }
  }

  private void put(String property, String word) {
    properties.put(property, List.of(word));
  }

  private void putNumber(String property, int number, int least) {
    if (number != least) {
      put(property, String.valueOf(number));
    }
  }

  /**
   * Reads a choice.
   *
   * @throws IllegalArgumentException saying what was found and what was expected
   */
  public static KernelChoice parse(String line) {
    ScheduleText text = new ScheduleText();
    for (String part : line.strip().split("\\s*;\\s*")) {
      List<String> words = List.of(part.strip().split("\\s+"));
      String property = words.get(0);
      if (!PROPERTIES.contains(property)) {
        throw new IllegalArgumentException(
            "expected one of " + String.join(", ", PROPERTIES) + ", found '" + property + "'");
      }
      if (words.size() == 1) {
        throw new IllegalArgumentException("expected something after '" + property + "'");
      }
      if (text.properties.put(property, words.subList(1, words.size())) != null) {
        throw new IllegalArgumentException("'" + property + "' is there twice");
      }
    }
    return text.choice();
  }

  private KernelChoice choice() {
    Optional<Boolean> copied =
        Optional.ofNullable(properties.remove("operands")).map(ScheduleText::copied);
    return new KernelChoice(
        copied, properties.isEmpty() ? Optional.empty() : Optional.of(schedule()));
  }

  private static boolean copied(List<String> words) {
    if (!words.equals(List.of(COPIED)) && !words.equals(List.of(AS_STORED))) {
      throw new IllegalArgumentException(
          "operands are "
              + COPIED
              + " or "
              + AS_STORED
              + ", found '"
              + String.join(" ", words)
              + "'");
    }
    return words.equals(List.of(COPIED));
  }

  private Schedule schedule() {
    List<String> lane = properties.get("lane");
    if (lane == null || lane.size() != 1) {
      throw new IllegalArgumentException("a schedule needs the index along vectors: 'lane none'");
    }
    return new Schedule(
        lane.get(0).equals("none") ? "" : lane.get(0),
        number("vectors", 1),
        tile(),
        names("loops"),
        number("parallel", 0),
        number("chunk", 1),
        names("reductions"),
        number("in-memory", 0),
        number("unroll", 0),
        number("examples-per-task", 1));
  }

  private List<Schedule.Side> tile() {
    List<String> words = properties.getOrDefault("tile", List.of());
    if (words.size() % 2 != 0) {
      throw new IllegalArgumentException(
          "a tile is a list of indices, each with its size, found '"
              + String.join(" ", words)
              + "'");
    }
    List<Schedule.Side> sides = new ArrayList<>();
    for (int i = 0; i < words.size(); i += 2) {
      sides.add(new Schedule.Side(words.get(i), number("tile", words.get(i + 1), 1)));
    }
    return sides;
  }

  private List<String> names(String property) {
    List<String> names = properties.getOrDefault(property, List.of());
    if (names.stream().distinct().count() < names.size()) {
      throw new IllegalArgumentException("'" + property + "' names an index twice");
    }
    return names;
  }

  private int number(String property, int least) {
    List<String> words = properties.get(property);
    return words == null ? least : number(property, String.join(" ", words), least);
  }

  private static int number(String property, String word, int least) {
    boolean digits = word.matches("[0-9]{1,9}");
    int number = digits ? Integer.parseInt(word) : -1;
    if (number < least || number > MOST) {
      throw new IllegalArgumentException(
          "'"
              + property
              + "' needs a number from "
              + least
              + " to "
              + MOST
              + ", found '"
              + word
              + "'");
    }
    return number;
  }
}
