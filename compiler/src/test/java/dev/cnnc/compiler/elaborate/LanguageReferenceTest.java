package dev.cnnc.compiler.elaborate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cnnc.grammar.tree.Definition;
import dev.cnnc.runtime.initialize.Initialization;
import dev.cnnc.runtime.train.ScheduleKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The language reference lists what there is, and nothing else. */
class LanguageReferenceTest {
  private static final Path PAGE = Path.of("..", "docs", "language.md");
  private static final Pattern CODE = Pattern.compile("(?m)^\\| ([EW]\\d{4}) \\|");

  @Test
  void listsTheCodesOfElaboration() throws IOException {
    Set<String> listed =
        CODE.matcher(Files.readString(PAGE))
            .results()
            .map(m -> m.group(1))
            // E01 are the parser's, these of E06 differentiation's, E0504 is about files of data.
            .filter(c -> !c.startsWith("E01") && !Set.of("E0601", "E0602", "E0504").contains(c))
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> known =
        Arrays.stream(Code.values()).map(Code::text).collect(Collectors.toCollection(TreeSet::new));
    assertEquals(known, listed);
  }

  @Test
  void namesEveryLayerWithItsParameters() throws IOException {
    String page = Files.readString(PAGE);
    for (String name : Library.layerNames()) {
      Definition.Layer layer = Library.layer(name).orElseThrow();
      boolean bare = layer.values().isEmpty() && page.contains("`" + name + "`");
      assertTrue(
          bare || page.contains("`" + name + "(") || page.contains("`" + name + "` with the same"),
          name + " is not in the reference");
      layer.values().forEach(v -> assertTrue(page.contains(v.name().text()), v.name().text()));
    }
  }

  @Test
  void namesFunctionsInitializersAndSchedules() throws IOException {
    String page = Files.readString(PAGE);
    Set<String> names = new TreeSet<>(Functions.names());
    names.addAll(Primitives.NAMES);
    Arrays.stream(Initialization.values()).forEach(i -> names.add(i.scriptName()));
    Arrays.stream(ScheduleKind.values()).forEach(s -> names.add(s.scriptName()));
    for (String name : names) {
      assertTrue(
          Pattern.compile("\\b" + name + "\\b").matcher(page).find(), name + " is not mentioned");
    }
  }
}
