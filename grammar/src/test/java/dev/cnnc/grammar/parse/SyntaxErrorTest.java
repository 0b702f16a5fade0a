package dev.cnnc.grammar.parse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cnnc.grammar.diagnostic.CompilationException;
import dev.cnnc.grammar.diagnostic.Diagnostic;
import dev.cnnc.grammar.diagnostic.Diagnostics;
import dev.cnnc.grammar.source.SourceFile;
import dev.cnnc.grammar.testing.Resources;
import dev.cnnc.grammar.tree.Definition;
import dev.cnnc.grammar.tree.Script;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SyntaxErrorTest {
  private static final Pattern EXPECTED = Pattern.compile("\\s*//.*?(\\^+|<-) (E\\d{4}): (.*)");

  static List<SourceFile> scripts() {
    return Resources.scripts("errors");
  }

  /** The errors of a script are those in its comments, at the places they point to. */
  @ParameterizedTest
  @MethodSource("scripts")
  void reportsTheErrorsInTheComments(SourceFile file) {
    assertEquals(
        String.join("\n", expected(file)),
        String.join("\n", errors(file).stream().map(d -> describe(file, d)).toList()));
  }

  private static List<String> expected(SourceFile file) {
    List<String> result = new ArrayList<>();
    int code = 0;
    long lines = file.text().lines().count();
    for (int line = 1; line <= lines; line++) {
      String text = file.lineText(line);
      Matcher matcher = EXPECTED.matcher(text);
      if (matcher.matches()) {
        boolean arrow = matcher.group(1).equals("<-");
        int column =
            arrow
                ? 1 + file.lineText(code).length() - file.lineText(code).stripLeading().length()
                : matcher.start(1) + 1;
        result.add(
            "%d:%d %s %s: %s"
                .formatted(
                    code,
                    column,
                    arrow ? "" : "x" + matcher.group(1).length(),
                    matcher.group(2),
                    matcher.group(3)));
      } else if (!text.strip().startsWith("//")) {
        code = line;
      }
    }
    return result;
  }

  private static String describe(SourceFile file, Diagnostic diagnostic) {
    int line = diagnostic.span().line();
    int column = diagnostic.span().column();
    boolean first = file.lineText(line).substring(0, column - 1).isBlank();
    int length = diagnostic.span().end() - diagnostic.span().start();
    return "%d:%d %s %s: %s"
        .formatted(
            line, column, first ? "" : "x" + length, diagnostic.code(), diagnostic.message());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "model m {\n  output y = x\n",
        "model m {\n  if a {\n    b = 1\n}\n",
        "function f() = (1 + 2",
        "layer a(x: f32[",
        "data d {\n  a = (1,",
        "model m { output x = y |> repeat 3 {",
      })
  void reportsTheEndOfTheFileOnce(String text) {
    List<Diagnostic> errors = errors(new SourceFile("end.cnn", text));
    assertEquals(1, errors.size(), () -> errors.toString());
    assertTrue(errors.get(0).message().startsWith("found the end of the file, expected "));
    assertEquals(text.length(), errors.get(0).span().start());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '\0',
      value = {
        "modle M { output x };                     did you mean 'model'?",
        "model M { ouput y = x };                  did you mean 'output'?",
        "model M { parm w: f32[3] = ones };        did you mean 'param'?",
        "model M { relu(x) };                      name the value: 'y = …', or write 'output' before it",
        "model M { y = x\\n[1] };                  put the '[' on the line of what it belongs to"
      })
  void suggestsTheMend(String text, String help) {
    Diagnostic error = errors(new SourceFile("help.cnn", text.replace("\\n", "\n"))).get(0);
    assertEquals(Optional.of(help), error.help());
  }

  @Test
  void keepsWhatItUnderstood() {
    String text =
        """
        layer a(x: f32[..]) {
          y = ) 3
          output x
        }
        model broken( { output x }
        function f() = 3
        """;
    Script script = Parser.parse(new SourceFile("part.cnn", text), new Diagnostics());
    assertEquals(2, script.definitions().size());
    assertEquals(1, ((Definition.Layer) script.definitions().get(0)).body().statements().size());
    assertTrue(script.definitions().get(1) instanceof Definition.Function);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1 +", "1 2", "a\nb", ") ", "\"a", "1e999", "a < b < c"})
  void refusesWhatIsNoExpression(String text) {
    CompilationException e =
        assertThrows(CompilationException.class, () -> Parser.parseExpression(text));
    assertEquals(1, e.diagnostics().size(), e.diagnostics().toString());
  }

  private static List<Diagnostic> errors(SourceFile file) {
    Diagnostics diagnostics = new Diagnostics();
    Parser.parse(file, diagnostics);
    return diagnostics.all();
  }
}
