package dev.cnnc.grammar.parse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cnnc.grammar.diagnostic.Diagnostic;
import dev.cnnc.grammar.diagnostic.DiagnosticPrinter;
import dev.cnnc.grammar.diagnostic.Diagnostics;
import dev.cnnc.grammar.source.SourceFile;
import dev.cnnc.grammar.tree.Definition;
import dev.cnnc.grammar.tree.Expression;
import dev.cnnc.grammar.tree.Script;
import dev.cnnc.grammar.tree.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Scripts made to break the compiler end in errors, soon, on a stack of ordinary size. */
class HostileScriptTest {
  private static final int DEEP = 10_000;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(|1|)",
        "f(|1|)",
        "f(a = |1|)",
        "x[|1|]",
        "-|1|",
        "not |1|",
        "if |c| then 1 else 2",
        "if c then |1| else 2",
        "if c then 1 else |2|",
        "sum[i] |1|",
        "sum[|1|] 1",
        "1 + |1|",
        "2 ^ |1|",
        "x.|a|",
        "x |> repeat 2 { |f| }",
        "(-(|1|))"
      })
  void deepExpressions(String pattern) {
    assertNestingError("layer a(x: f32[..]) {\n  output y = " + nested(pattern, DEEP) + "\n}\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "if a { || }",
        "if a { } else { || }",
        "if a { } else ||if b { }",
        "if a { || ",
        "{||",
      })
  void deepStatements(String pattern) {
    assertHandled("layer a(x: f32[..]) {\n" + nested(pattern, DEEP) + "\n}\n");
  }

  @Test
  void deepStatementsAreTooDeep() {
    assertNestingError("layer a(x: f32[..]) {\n" + nested("if a { || }", DEEP) + "\n}\n");
    assertNestingError("layer a(x: f32[..]) {\n" + "if a { } else ".repeat(DEEP) + "{ }\n}\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {" + a", " * a", " - a", " and a", "|> a", ".a", "[0]", " ^ a", ", a"})
  void longChains(String link) {
    List<Diagnostic> errors =
        assertHandled("layer a(x: f32[..]) {\n  output y = a" + link.repeat(100_000) + "\n}\n");
    assertEquals(link.equals("|> a") ? 0 : 1, errors.size(), () -> errors.toString());
  }

  @Test
  void longPipelinesAreFlat() {
    Diagnostics diagnostics = new Diagnostics();
    String text = "layer a(x: f32[..]) { output y = x" + " |> f".repeat(100_000) + " }";
    Script script = Parser.parse(new SourceFile("long.cnn", text), diagnostics);
    assertEquals(List.of(), diagnostics.all());
    Definition.Layer layer = (Definition.Layer) script.definitions().get(0);
    Statement.Output output = (Statement.Output) layer.body().statements().get(0);
    assertEquals(100_000, ((Expression.Pipeline) output.value()).stages().size());
  }

  @Test
  void hugeFiles() {
    assertCode(SyntaxCode.SIZE, "// a comment\n".repeat(400_000));
    assertCode(SyntaxCode.SIZE, "import \"a\"\n".repeat(200_000));
    assertCode(SyntaxCode.SIZE, "x".repeat(Limits.CHARACTERS + 1));
    assertCode(SyntaxCode.UNEXPECTED, "x".repeat(Limits.CHARACTERS));
    assertCode(SyntaxCode.STRING, "import \"" + "x".repeat(Limits.CHARACTERS - 8));
    assertCode(SyntaxCode.CHARACTER, "\0".repeat(Limits.CHARACTERS));
    assertCode(SyntaxCode.NUMBER, "function f() = " + "9".repeat(1_000_000));
    assertHandled("\n".repeat(Limits.CHARACTERS));
  }

  @Test
  void manyErrors() {
    List<Diagnostic> errors = assertHandled(") \0 ".repeat(60_000));
    assertEquals(SyntaxCode.CHARACTER, errors.get(1).code());
    List<Diagnostic> statements = assertHandled("layer a() {\n" + "x =\n".repeat(60_000) + "}");
    assertEquals(Limits.ERRORS + 1, statements.size());
  }

  @Test
  void oddTexts() {
    assertEquals(List.of(), assertHandled(""));
    assertEquals(List.of(), assertHandled("// no line end"));
    assertEquals(List.of(), assertHandled("\uFEFFlayer a(x: f32[..]) { output x }"));
    assertEquals(List.of(), assertHandled("layer a(x: f32[..]) {\r\n  output x\r\n}\r\n"));
    assertCode(SyntaxCode.STRING, "import \"a");
    assertCode(SyntaxCode.STRING, "import \"a\\");
    assertCode(SyntaxCode.CHARACTER, "layer a(x: f32[..]) { output x\0 }");
    assertCode(SyntaxCode.CHARACTER, "\uD83D");
    assertCode(SyntaxCode.CHARACTER, "\uD83D\uDE00");
    assertCode(SyntaxCode.UNEXPECTED, "layer");
    assertCode(SyntaxCode.NESTING, ")".repeat(DEEP) + "(".repeat(DEEP));
  }

  @Test
  void randomTokens() {
    List<String> words =
        List.of(
            "layer",
            "model",
            "data",
            "train",
            "on",
            "import",
            "function",
            "if",
            "then",
            "else",
            "repeat",
            "shared",
            "in",
            "as",
            "output",
            "param",
            "x",
            "f",
            "sum",
            "3",
            "\"s\"",
            "(",
            ")",
            "[",
            "]",
            "{",
            "}",
            ",",
            ";",
            ":",
            "=",
            "|>",
            "->",
            "..",
            "+",
            "-",
            "*",
            "^",
            "<",
            "not",
            "and",
            "\n",
            "\n",
            "f32",
            "int",
            ".",
            "$");
    for (int seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      String text =
          random
              .ints(300, 0, words.size())
              .mapToObj(words::get)
              .collect(Collectors.joining(" ", "layer a(x: f32[..]) {\n", ""));
      assertTrue(assertHandled(text).size() > 0, text);
    }
  }

  /** {@code pattern} within itself: what stands between the bars is the core, or another copy. */
  private static String nested(String pattern, int depth) {
    String[] parts = pattern.split("\\|(?!>)", -1);
    return parts[0].repeat(depth) + parts[1] + parts[2].repeat(depth);
  }

  private static void assertNestingError(String text) {
    assertCode(SyntaxCode.NESTING, text);
  }

  private static void assertCode(String code, String text) {
    List<Diagnostic> errors = assertHandled(text);
    assertTrue(
        errors.stream().anyMatch(d -> d.code().equals(code)),
        () -> "expected " + code + ", got " + DiagnosticPrinter.text(errors, false));
  }

  /** Parses on a thread with a small stack, prints what was found and reads the tree's spans. */
  private static List<Diagnostic> assertHandled(String text) {
    return assertTimeoutPreemptively(
        Duration.ofSeconds(10),
        () -> {
          Diagnostics diagnostics = new Diagnostics();
          Throwable[] failure = new Throwable[1];
          Thread thread =
              new Thread(
                  null,
                  () -> {
                    Parser.parse(new SourceFile("hostile.cnn", text), diagnostics).hashCode();
                    DiagnosticPrinter.text(diagnostics.all(), true);
                    DiagnosticPrinter.json(diagnostics.all());
                  },
                  "hostile",
                  512 * 1024);
          thread.setUncaughtExceptionHandler((t, e) -> failure[0] = e);
          thread.start();
          thread.join();
          if (failure[0] != null) {
            throw new AssertionError("parsing failed", failure[0]);
          }
          return diagnostics.all();
        });
  }
}
