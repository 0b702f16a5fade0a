package dev.cnnc.grammar.diagnostic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cnnc.grammar.source.SourceFile;
import dev.cnnc.grammar.source.SourceSpan;
import java.util.List;
import org.junit.jupiter.api.Test;

class DiagnosticPrinterTest {
  private static final SourceFile FILE =
      new SourceFile("net.cnn", "layer a {\n\toutput relu(y + skip)\n}\n");

  @Test
  void showsPlaceLineOriginsCallsAndHelp() {
    int start = FILE.text().indexOf("y + skip");
    Diagnostic diagnostic =
        Diagnostic.error(
                "E0203",
                new SourceSpan(FILE, start, start + 8),
                "'+' needs equal shapes, found f32[32, 16, 16] and f32[16, 32, 32]")
            .withOrigins(
                List.of(
                    "y is f32[32, 16, 16]: batchnorm on line 6",
                    "skip is f32[16, 32, 32]: x on line 7"))
            .withCalls(List.of("in basic_block(32, stride = 2), called on line 16"))
            .withHelp("give the shortcut the same stride and filters");
    assertEquals(
        """
        net.cnn:2:14: error[E0203]: '+' needs equal shapes, found f32[32, 16, 16] and f32[16, 32, 32]
           2 |     output relu(y + skip)
             |                 ^^^^^^^^
          y    is f32[32, 16, 16]: batchnorm on line 6
          skip is f32[16, 32, 32]: x on line 7
          in basic_block(32, stride = 2), called on line 16
          help: give the shortcut the same stride and filters
        """,
        DiagnosticPrinter.text(List.of(diagnostic), false));
  }

  @Test
  void showsWarningsAndSpansOverSeveralLinesUpToTheEndOfTheFirst() {
    assertEquals(
        """
        net.cnn:1:7: warning[W0301]: unused
           1 | layer a {
             |       ^^^
        """,
        text(Diagnostic.warning("W0301", new SourceSpan(FILE, 6, FILE.text().length()), "unused")));
  }

  @Test
  void pointsBehindTheLastLine() {
    int end = FILE.text().length();
    assertEquals(
        """
        net.cnn:4:1: error[E0101]: more
           4 |\s
             | ^
        """,
        text(Diagnostic.error("E0101", new SourceSpan(FILE, end, end), "more")));
  }

  @Test
  void clipsLongLinesAroundTheSpan() {
    SourceFile file = new SourceFile("long.cnn", "a".repeat(500) + "HERE" + "b".repeat(500));
    String text = text(Diagnostic.error("E0101", new SourceSpan(file, 500, 504), "long"));
    List<String> lines = text.lines().toList();
    assertTrue(lines.get(1).length() < 140, text);
    assertEquals(lines.get(1).indexOf("HERE"), lines.get(2).indexOf("^^^^"));
    assertTrue(lines.get(1).contains("…a") && lines.get(1).endsWith("b…"), text);
  }

  @Test
  void hidesControlCharacters() {
    SourceFile file = new SourceFile("odd.cnn", "a \u001b[2J\0 b");
    String text = text(Diagnostic.error("E0102", new SourceSpan(file, 7, 8), "odd \u0007"));
    assertFalse(text.contains("\u001b") || text.contains("\0") || text.contains("\u0007"), text);
  }

  @Test
  void withoutAPlaceOnlyTheMessage() {
    assertEquals(
        "error[E0901]: no such file\n",
        text(Diagnostic.error("E0901", SourceSpan.NONE, "no such file")));
  }

  @Test
  void coloursOnRequest() {
    Diagnostic diagnostic = Diagnostic.error("E0101", new SourceSpan(FILE, 0, 5), "m");
    String coloured = DiagnosticPrinter.text(List.of(diagnostic), true);
    assertTrue(coloured.contains("\u001b[1;31merror[E0101]:\u001b[0m"), coloured);
    assertEquals(text(diagnostic), coloured.replaceAll("\u001b\\[[0-9;]*m", ""));
  }

  @Test
  void json() {
    Diagnostic diagnostic =
        Diagnostic.error("E0101", new SourceSpan(FILE, 6, 14), "a \"b\"\n\\")
            .withOrigins(List.of("x", "y"))
            .withHelp("\u0001");
    assertEquals(
        """
        [
          {"file": "net.cnn", "line": 1, "column": 7, "endLine": 2, "endColumn": 5, \
        "severity": "error", "code": "E0101", "message": "a \\"b\\"\\n\\\\", \
        "origins": ["x", "y"], "calls": [], "help": "\\u0001"},
          {"file": null, "line": 0, "column": 0, "endLine": 0, "endColumn": 0, \
        "severity": "warning", "code": "W1", "message": "w", "origins": [], "calls": [], "help": null}
        ]
        """,
        DiagnosticPrinter.json(
            List.of(diagnostic, Diagnostic.warning("W1", SourceSpan.NONE, "w"))));
    assertEquals("[]\n", DiagnosticPrinter.json(List.of()));
  }

  private static String text(Diagnostic diagnostic) {
    return DiagnosticPrinter.text(List.of(diagnostic), false);
  }
}
