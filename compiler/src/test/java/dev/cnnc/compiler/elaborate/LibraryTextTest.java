package dev.cnnc.compiler.elaborate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.cnnc.grammar.diagnostic.DiagnosticPrinter;
import dev.cnnc.grammar.diagnostic.Diagnostics;
import dev.cnnc.grammar.format.Formatter;
import dev.cnnc.grammar.parse.Parser;
import dev.cnnc.grammar.source.SourceFile;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The library's text is in the language's one layout, and nothing in it is unused. */
class LibraryTextTest {
  static List<String> files() {
    return Library.files();
  }

  @ParameterizedTest
  @MethodSource("files")
  void isFormatted(String file) {
    SourceFile source = new SourceFile(file, Library.text(file));
    assertEquals(source.text(), Formatter.format(source));
  }

  @Test
  void hasNothingToReport() {
    Diagnostics diagnostics = new Diagnostics();
    String text = String.join("\n", files().stream().map(Library::text).toList());
    new Elaborator(Parser.parse(new SourceFile("library.cnn", text), diagnostics), diagnostics)
        .check();
    assertEquals("", DiagnosticPrinter.text(diagnostics.all(), false));
  }
}
