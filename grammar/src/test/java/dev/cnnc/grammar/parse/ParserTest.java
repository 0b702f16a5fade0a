package dev.cnnc.grammar.parse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cnnc.grammar.diagnostic.DiagnosticPrinter;
import dev.cnnc.grammar.diagnostic.Diagnostics;
import dev.cnnc.grammar.source.SourceFile;
import dev.cnnc.grammar.testing.TreeEquality;
import dev.cnnc.grammar.tree.Block;
import dev.cnnc.grammar.tree.Definition;
import dev.cnnc.grammar.tree.Expression;
import dev.cnnc.grammar.tree.IndexBinder;
import dev.cnnc.grammar.tree.Script;
import dev.cnnc.grammar.tree.Stage;
import dev.cnnc.grammar.tree.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ParserTest {
  /** The second expression says with parentheses how the first is read. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '\0',
      value = {
        "a - b - c;                              (a - b) - c",
        "a / b * c % d;                          ((a / b) * c) % d",
        "a + b * c;                              a + (b * c)",
        "a ^ b ^ c;                              a ^ (b ^ c)",
        "-a ^ b;                                 -(a ^ b)",
        "-a * b;                                 (-a) * b",
        "2 ^ -a * b;                             (2 ^ (-a)) * b",
        "a - -b;                                 a - (-b)",
        "bias[k] + sum[c] w[k, c] * x[c] + 1;    (bias[k] + (sum[c] (w[k, c] * x[c]))) + 1",
        "a * sum[i] b[i] * c[i];                 a * (sum[i] (b[i] * c[i]))",
        "sum[i] a[i] - max[j] b[j];              (sum[i] a[i]) - (max[j] b[j])",
        "sum[i] max[j] a[i, j] * b[i];           sum[i] (max[j] (a[i, j] * b[i]))",
        "-sum[i] a[i] * b;                       -(sum[i] (a[i] * b))",
        "mean[i] (x[i] - m)^2;                   mean[i] ((x[i] - m)^2)",
        "sum[] x[i - 1] / 2;                     sum[] (x[i - 1] / 2)",
        "a < b + 1;                              a < (b + 1)",
        "not a == b and c;                       (not (a == b)) and c",
        "a or b and c;                           a or (b and c)",
        "a and not b or c;                       (a and (not b)) or c",
        "a + b |> f;                             (a + b) |> f",
        "if a then b else c |> f;                if a then b else (c |> f)",
        "if a then b else c + d;                 if a then b else (c + d)",
        "if a or b then c else if d then e else f; if (a or b) then c else (if d then e else f)",
        "x.shape[1] * 2;                         ((x.shape)[1]) * 2",
        "f(x)[0].a;                              ((f(x))[0]).a",
      })
  void precedence(String text, String explicit) {
    assertEquals(
        TreeEquality.withoutSpans(Parser.parseExpression(explicit)),
        TreeEquality.withoutSpans(Parser.parseExpression(text)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sum",
        "max(a, b)",
        "f(mean = 1, std = 2)",
        "count + 1",
        "argmax.shape",
        "(max)[1]",
        "normalize(mean = 0.1307)",
        "data",
        "input * output",
        "batch",
        "f(batch = 1, as = 2)",
        "x |> on |> state",
        "f(shared = 1, repeat = 2, layer = 3, model = 4)",
        "in + as",
        "mean(x) as mean",
        "mean * 2",
        "max"
      })
  void wordsOfTheLanguageAreNamesWhereTheyAreNotNeeded(String text) {
    assertTrue(Parser.parseExpression(text).span().text().length() > 0);
  }

  @Test
  void statementsOfWordsThatCouldBeKeywords() {
    Block body =
        body(
            """
            data = 1
            batch = 64
            state = 2
            input = 3
            output = 4
            output[i] = 5
            param = 6
            update = 7
            assert = 8
            train = 9
            as = f(x)
            as[i] = 10
            mean = 11
            param as: f32[] = zeros
            param state as on: f32[] = zeros
            update in[i] = 1
            output output
            """);
    assertEquals(17, body.statements().size());
    assertEquals(
        13, body.statements().stream().filter(s -> s instanceof Statement.Assignment).count());
  }

  @Test
  void linesEndStatements() {
    Block body =
        body(
            """
            a = b
            c[i] = d[i]
            e = f(x) as g
            h = 1
              + 2
            k[i] =
              (b)
            l = x
              |> relu
            m = sum[i]
              (x[i])
            output
              (b)
            """);
    assertEquals(8, body.statements().size());
  }

  @Test
  void targets() {
    Block body = body("y[] = 1\ny[i, j < n + 1, ..] = 2\noutput y[..] = 3\noutput y = 4");
    Statement.Target none = ((Statement.Assignment) body.statements().get(0)).target();
    assertEquals(List.of(), none.indices().orElseThrow());
    Statement.Target three = ((Statement.Assignment) body.statements().get(1)).target();
    IndexBinder.Named second = (IndexBinder.Named) three.indices().orElseThrow().get(1);
    assertEquals("j", second.name().text());
    assertEquals("n + 1", second.extent().orElseThrow().span().text());
    Statement.Output formula = (Statement.Output) body.statements().get(2);
    assertTrue(formula.target().orElseThrow().indices().isPresent());
    Statement.Output named = (Statement.Output) body.statements().get(3);
    assertTrue(named.target().orElseThrow().indices().isEmpty());
  }

  @Test
  void stages() {
    Expression.Pipeline pipeline =
        (Expression.Pipeline)
            Parser.parseExpression(
                "x |> f(1) as a |> repeat shared i in 1..n + 1 { g |> h } |> repeat 3 { g }");
    assertEquals(3, pipeline.stages().size());
    Stage.Repeat first = (Stage.Repeat) pipeline.stages().get(1);
    assertTrue(first.shared());
    assertEquals("i", first.variable().orElseThrow().text());
    assertEquals("1", first.from().orElseThrow().span().text());
    assertEquals("n + 1", first.to().span().text());
    assertEquals(2, first.stages().size());
    Stage.Repeat second = (Stage.Repeat) pipeline.stages().get(2);
    assertTrue(second.variable().isEmpty() && second.from().isEmpty() && !second.shared());
  }

  @Test
  void numbersAndStrings() {
    assertEquals(
        "[NumberLiteral, 3.0, true]",
        TreeEquality.withoutSpans(Parser.parseExpression("3"))
            .toString()
            .replace("Expression$", ""));
    for (String text : List.of("3.0", "1e-5", "1E5", "0.25e+3")) {
      Expression.NumberLiteral number = (Expression.NumberLiteral) Parser.parseExpression(text);
      assertEquals(Double.parseDouble(text), number.value());
      assertEquals(false, number.whole());
    }
    Expression.StringLiteral string =
        (Expression.StringLiteral) Parser.parseExpression("\"a\\\"b\\\\c\\n\\t // é😀\"");
    assertEquals("a\"b\\c\n\t // é😀", string.value());
  }

  @Test
  void spansAreTheTextRead() {
    Block body = body("s = \"😀\" // 😀\ny = (a + b) * x[i]\n  - f(2) as z\n");
    Statement.Assignment last = (Statement.Assignment) body.statements().get(1);
    assertEquals("y = (a + b) * x[i]\n  - f(2) as z", last.span().text());
    Expression.Binary difference = (Expression.Binary) last.value();
    assertEquals("(a + b) * x[i]", difference.left().span().text());
    assertEquals("f(2) as z", difference.right().span().text());
    assertEquals(4, difference.right().span().line());
    assertEquals(5, difference.right().span().column());
  }

  private static Block body(String statements) {
    String text = "layer a(x: f32[..]) {\n" + statements + "\n}";
    Diagnostics diagnostics = new Diagnostics();
    Script script = Parser.parse(new SourceFile("body.cnn", text), diagnostics);
    assertEquals("", DiagnosticPrinter.text(diagnostics.all(), false));
    return ((Definition.Layer) script.definitions().get(0)).body();
  }
}
