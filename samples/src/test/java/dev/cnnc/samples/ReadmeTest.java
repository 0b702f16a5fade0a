package dev.cnnc.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The project's front page tells the truth. */
class ReadmeTest {
  private static final Path TOP = Path.of("..");
  private static final Pattern COMMAND = Pattern.compile("\\./cnnc ([a-z]+)");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+)\\)");

  private final Page page = Page.read(TOP.resolve("README.md"));

  @Test
  void commandsPrintWhatThePageSays() {
    page.requireThatCommandsPrintWhatItSays(2);
  }

  @Test
  void allCommandsExist() {
    Set<String> names = new TreeSet<>();
    Matcher command = COMMAND.matcher(page.text());
    while (command.find()) {
      names.add(command.group(1));
    }
    assertTrue(names.contains("train"), "no commands found: " + names);
    for (String name : names) {
      assertTrue(Page.run(name + " --help").startsWith("Usage: cnnc " + name), name);
    }
  }

  @Test
  void linksLeadToFiles() {
    List<String> broken = new ArrayList<>();
    Matcher link = LINK.matcher(page.text());
    int count = 0;
    while (link.find()) {
      count++;
      if (!Files.exists(TOP.resolve(link.group(1)))) {
        broken.add(link.group(1));
      }
    }
    assertTrue(count > 5, "no links found");
    assertEquals(List.of(), broken);
  }

  /** The script of the page is part of the sample. */
  @Test
  void theScriptIsTheSample() {
    String script = Page.read(Path.of("mnist", "lenet.cnn")).text();
    String shown = page.fences("").get(0);
    for (String line : shown.lines().toList()) {
      assertTrue(script.contains(line), line);
    }
  }
}
