package dev.cnnc.grammar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cnnc.grammar.format.Formatter;
import dev.cnnc.grammar.parse.Limits;
import dev.cnnc.grammar.parse.SyntaxCode;
import dev.cnnc.grammar.source.SourceFile;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The language reference says what the parser does. */
class LanguageReferenceTest {
  private static final Path PAGE = Path.of("..", "docs", "language.md");

  @Test
  void itsScriptsAreFormattedScripts() throws IOException {
    List<String> scripts =
        codeBlocks().stream()
            .filter(b -> b.endsWith("}\n") && (b.startsWith("// ") || b.startsWith("layer ")))
            .toList();
    assertEquals(4, scripts.size());
    for (String script : scripts) {
      assertEquals(script, Formatter.format(new SourceFile("reference.cnn", script)));
    }
  }

  @Test
  void itListsEverySyntaxError() throws IOException, IllegalAccessException {
    String page = Files.readString(PAGE);
    for (Field code : SyntaxCode.class.getFields()) {
      assertTrue(page.contains("| " + code.get(null) + " |"), code.getName());
    }
  }

  @Test
  void itStatesTheLimits() throws IOException {
    String page = Files.readString(PAGE);
    assertTrue(page.contains(Limits.NESTING + " levels"));
    assertTrue(page.contains("%,d characters".formatted(Limits.CHARACTERS)));
    assertTrue(page.contains("%,d words and symbols".formatted(Limits.TOKENS)));
    assertTrue(page.contains(Limits.ERRORS + " syntax errors"));
  }

  private static List<String> codeBlocks() throws IOException {
    String[] parts = Files.readString(PAGE).split("```\n", -1);
    List<String> blocks = new ArrayList<>();
    for (int i = 1; i < parts.length; i += 2) {
      blocks.add(parts[i]);
    }
    assertEquals(1, parts.length % 2, () -> Arrays.toString(parts));
    return blocks;
  }
}
