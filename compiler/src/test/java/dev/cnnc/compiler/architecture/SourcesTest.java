package dev.cnnc.compiler.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What holds for every text file of the project. */
class SourcesTest {
  private static final int MOST_LINES = 400;

  // Put together from halves, so that this file does not match itself.
  private static final Pattern UNFINISHED =
      Pattern.compile(
          "\\bTO" + "DO\\b|\\bFIX" + "ME\\b|\\bXX" + "X\\b|[Nn]ot yet imple" + "mented");

  /** A folder that exists on one machine only. */
  private static final Pattern MACHINE_PATH =
      Pattern.compile("(?<![\\w.$}~-])/(home|root|Users|work|tmp)/(?=\\w)");

  private static final Set<String> CODE = Set.of("java", "g4", "cnn");
  private static final Set<String> TEXT =
      Set.of("java", "g4", "cnn", "md", "xml", "sh", "properties", "config");

  private static final Path TOP = Path.of("").toAbsolutePath().getParent();

  @Test
  void theWalkSeesTheProject() {
    List<Path> files = files(TEXT);
    assertTrue(files.contains(TOP.resolve("pom.xml")), "not the project's top folder: " + TOP);
    assertTrue(files.stream().anyMatch(file -> file.endsWith("lenet.cnn")), "no samples seen");
  }

  @Test
  void noFileIsTooLong() {
    List<String> tooLong = new ArrayList<>();
    for (Path file : files(CODE)) {
      int count = lines(file).size();
      if (count > MOST_LINES) {
        tooLong.add(TOP.relativize(file) + ": " + count + " lines");
      }
    }
    assertEquals(List.of(), tooLong);
  }

  @Test
  void nothingIsLeftUnfinished() {
    assertEquals(List.of(), linesWith(UNFINISHED));
  }

  @Test
  void noFileNamesAFolderOfOneMachine() {
    assertEquals(List.of(), linesWith(MACHINE_PATH));
  }

  private static List<String> linesWith(Pattern pattern) {
    List<String> found = new ArrayList<>();
    for (Path file : files(TEXT)) {
      List<String> lines = lines(file);
      for (int i = 0; i < lines.size(); i++) {
        if (pattern.matcher(lines.get(i)).find()) {
          found.add(TOP.relativize(file) + ":" + (i + 1) + ": " + lines.get(i).strip());
        }
      }
    }
    return found;
  }

  private static List<Path> files(Set<String> extensions) {
    try (Stream<Path> walk = Files.walk(TOP)) {
      return walk.filter(file -> !isIgnored(TOP.relativize(file)))
          .filter(file -> extensions.contains(extension(file)))
          .filter(Files::isRegularFile)
          .sorted()
          .toList();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /** What is not in version control: build results, and folders of tools. */
  private static boolean isIgnored(Path file) {
    for (Path part : file) {
      String name = part.toString();
      if (name.equals("target") || (name.startsWith(".") && !name.equals(".mvn"))) {
        return true;
      }
    }
    return false;
  }

  private static String extension(Path file) {
    String name = String.valueOf(file.getFileName());
    return name.substring(name.lastIndexOf('.') + 1);
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
