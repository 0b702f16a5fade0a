package dev.cnnc.compiler.elaborate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import dev.cnnc.grammar.diagnostic.DiagnosticPrinter;
import dev.cnnc.grammar.diagnostic.Diagnostics;
import dev.cnnc.grammar.parse.Parser;
import dev.cnnc.grammar.source.SourceFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every script under {@code diagnostics} ends with a comment that holds exactly what a check of it
 * reports.
 */
class DiagnosticsTest {
  private static final Path FOLDER =
      Path.of("src/test/resources/dev/cnnc/compiler/elaborate/diagnostics");
  private static final String EXPECTED = "\n// reports\n";

  static Stream<Path> scripts() throws IOException {
    return Files.list(FOLDER).filter(p -> p.toString().endsWith(".cnn")).sorted();
  }

  @ParameterizedTest
  @MethodSource("scripts")
  void reportsWhatItsCommentSays(Path script) throws IOException {
    String text = Files.readString(script);
    int end = text.indexOf(EXPECTED) + 1;
    Diagnostics diagnostics = new Diagnostics();
    SourceFile source = new SourceFile(FOLDER.resolve(script.getFileName()).toString(), text);
    Elaborator elaborator = new Elaborator(Parser.parse(source, diagnostics), diagnostics);
    assertTimeout(Duration.ofSeconds(10), elaborator::check);
    String printed =
        DiagnosticPrinter.text(diagnostics.all(), false)
            .lines()
            .map(line -> ("// " + line.replace(FOLDER + "/", "")).stripTrailing() + "\n")
            .reduce("", String::concat);
    String expected = end == 0 ? "" : text.substring(end + EXPECTED.length() - 1);
    if (Boolean.getBoolean("accept")) {
      String body = end == 0 ? text : text.substring(0, end - 1);
      Files.writeString(script, body + EXPECTED + printed);
      return;
    }
    assertEquals(expected, printed);
  }
}
