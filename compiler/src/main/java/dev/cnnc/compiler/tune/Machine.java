package dev.cnnc.compiler.tune;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The kind of machine that a schedule was measured on. On another kind another schedule may be the
 * best.
 *
 * @param java the feature release of the JVM, whose compiler makes the machine code: 17
 * @param lanes how many numbers a vector has; 1 for code in single numbers
 * @param processor as it calls itself
 */
public record Machine(int java, int lanes, String processor) {
  private static final Path CPU_INFO = Path.of("/proc/cpuinfo");
  private static final Pattern TEXT =
      Pattern.compile("java ([0-9]{1,4}), ([0-9]{1,4}) lanes?, (.*\\S)");

  /** What Linux tells of a processor, of Intel's kind and of ARM's. */
  private static final List<String> KEYS =
      List.of(
          "model name", "cpu family", "model", "cpu implementer", "cpu architecture", "cpu part");

  public Machine {
    processor = processor.replaceAll("[\\s#]+", " ").strip();
  }

  /** The machine that this JVM runs on, with vectors of that many numbers. */
  public static Machine current(int lanes) {
    return new Machine(Runtime.version().feature(), lanes, Processor.NAME);
  }

  /** Read once. */
  private static final class Processor {
    static final String NAME = name();

    private static String name() {
      String described = "";
      try {
        described = Files.isReadable(CPU_INFO) ? described(Files.readString(CPU_INFO)) : "";
      } catch (IOException unreadable) {
        // Then the kind of processor has to do.
      }
      String windows = System.getenv("PROCESSOR_IDENTIFIER");
      String other = windows == null ? System.getProperty("os.name") : windows;
      return described.isEmpty() ? System.getProperty("os.arch") + " " + other : described;
    }
  }

  /** {@code AMD EPYC, family 25, model 17}, of the first processor in the text. */
  static String described(String cpuInfo) {
    Map<String, String> found = new LinkedHashMap<>();
    for (String line : cpuInfo.split("\n")) {
      int colon = line.indexOf(':');
      String key = colon < 0 ? "" : line.substring(0, colon).strip().toLowerCase(Locale.ROOT);
      if (KEYS.contains(key)) {
        found.putIfAbsent(key, line.substring(colon + 1).strip());
      }
    }
    StringBuilder name = new StringBuilder();
    for (String key : KEYS) {
      if (found.containsKey(key)) {
        String label = key.equals("model name") ? "" : key.replace("cpu ", "") + " ";
        name.append(name.length() == 0 ? "" : ", ").append(label).append(found.get(key));
      }
    }
    return name.toString();
  }

  /** {@code java 17, 16 lanes, AMD EPYC, family 25, model 17} */
  @Override
  public String toString() {
    return "java " + java + ", " + lanes + (lanes == 1 ? " lane, " : " lanes, ") + processor;
  }

  /**
   * The machine that a text describes.
   *
   * @throws IllegalArgumentException if the text is of another form
   */
  static Machine parse(String text) {
    Matcher matcher = TEXT.matcher(text.strip());
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "expected a machine such as 'java 17, 16 lanes, NAME OF THE PROCESSOR', found '"
              + text.strip()
              + "'");
    }
    return new Machine(
        Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)), matcher.group(3));
  }
}
