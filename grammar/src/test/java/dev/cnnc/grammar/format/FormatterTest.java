package dev.cnnc.grammar.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cnnc.grammar.diagnostic.CompilationException;
import dev.cnnc.grammar.diagnostic.DiagnosticPrinter;
import dev.cnnc.grammar.diagnostic.Diagnostics;
import dev.cnnc.grammar.parse.Parser;
import dev.cnnc.grammar.parse.TokenReader;
import dev.cnnc.grammar.source.SourceFile;
import dev.cnnc.grammar.testing.RandomLayout;
import dev.cnnc.grammar.testing.RandomTrees;
import dev.cnnc.grammar.testing.Resources;
import dev.cnnc.grammar.testing.TreeEquality;
import dev.cnnc.grammar.tree.Script;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.antlr.v4.runtime.Token;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FormatterTest {
  static List<SourceFile> examples() {
    return Resources.scripts("examples");
  }

  @ParameterizedTest
  @MethodSource("examples")
  void keepsExamples(SourceFile example) {
    String formatted = format(example.text());
    assertEquals(read(example.text()), read(formatted));
    assertEquals(comments(example.text()), comments(formatted));
    assertEquals(formatted, format(formatted));
    assertTrue(formatted.lines().allMatch(l -> l.length() <= 110 || l.startsWith("//")), formatted);
  }

  @Property(tries = 200)
  void anyLayoutKeepsTreeAndComments(@ForAll long seed) {
    String plain = ScriptPrinter.print(new RandomTrees(seed).script());
    RandomLayout.Scrambled scrambled = RandomLayout.scramble(plain, seed);
    Object tree = read(plain);
    assertEquals(tree, read(scrambled.text()), scrambled.text());
    String formatted = format(scrambled.text());
    assertEquals(tree, read(formatted), formatted);
    assertEquals(
        scrambled.comments().stream().map(String::stripTrailing).toList(), comments(formatted));
    assertEquals(formatted, format(formatted), scrambled.text());
  }

  @Test
  void laysOutInOneWay() {
    assertEquals(
        """
        // first

        // second
        import "a.cnn"
        function half(n: int) = n / 2

        layer a(x: f32[C, ..]; n: int[2] = 1) -> f32[C] {  // header
          param w as weight: f32[C] = ones
          y[c, i < 3] = -sum[u, ..] w[c] * x[2*i + u, ..]^2  // trailing
          // before if
          if n[0] == 1 and not false {
            z = 1
          } else if true {
            z = (2 + 3) * 4
          } else {
            // only a comment
          }

          output x
              + y
        }

        data d {
          // paths
          format = idx
          train  = ("a", "b")

          shuffle = false
        }

        train M(n = 3) on d { loss = mse }
        model Empty {}
        """,
        format(
            """


            // first


            // second
            import   "a.cnn"
            function half ( n:int )=n/2

            layer a(x:f32[C,..];n:int[2]=1)->f32[C]{// header

            param w as weight:f32[C]=ones
             y[c,i<3]=- sum[u,..]w[c]*x[2 * i+u,..] ^ 2// trailing
            // before if
             if n[0]==1 and not false {
               z=1
              }
              else if true {
               z=(2+3)*4


              } else { // only a comment
              }

              output x
              +y
            }

            data d {
                // paths
              format=idx
                train=("a","b")


              shuffle = false

            }

            train M(n=3) on d {loss=mse}
            model Empty { }
            """
                .replace("else { // only", "else {\n // only")));
  }

  @Test
  void breaksLongLines() {
    assertEquals(
        """
        model M {
          output logits = image
            |> conv2d(20, kernel = 5, padding = 2)
            |> maxpool2d(2)
            |> relu
            |> conv2d(50, kernel = 5)
            |> maxpool2d(2)
            |> linear(10)
          y[a_long_index, b] = a_rather_long_name[a_long_index] * another_rather_long_name[b]
              + yet_another_rather_long_name[a_long_index, b] * 1234567
        }
        """,
        format(
            """
            model M {
              output logits = image |> conv2d(20, kernel = 5, padding = 2) |> maxpool2d(2) |> relu \
            |> conv2d(50, kernel = 5) |> maxpool2d(2) |> linear(10)
              y[a_long_index, b] = a_rather_long_name[a_long_index] * another_rather_long_name[b] \
            + yet_another_rather_long_name[a_long_index, b] * 1234567
            }
            """));
  }

  @Test
  void refusesScriptsWithErrors() {
    CompilationException e = assertThrows(CompilationException.class, () -> format("layer {"));
    assertEquals("E0101", e.diagnostics().get(0).code());
  }

  @Test
  void handlesLongScripts() {
    String pipeline = "model M { output y = x" + " |> f(1, 2)".repeat(30_000) + " }\n";
    assertEquals(30_002 + 1, format(pipeline).lines().count());
    String tuple = "function f() = (1" + ", 1".repeat(100_000) + ")\n";
    String formatted = format(tuple);
    assertEquals(formatted, format(formatted));
  }

  @Test
  void emptyScripts() {
    assertEquals("", format(""));
    assertEquals("", format("\n\n"));
    assertEquals("// only\n\n// comments\n", format("\n// only\n\n\n// comments"));
  }

  private static String format(String text) {
    return Formatter.format(new SourceFile("script.cnn", text));
  }

  private static List<String> comments(String text) {
    return TokenReader.read(new SourceFile("script.cnn", text)).stream()
        .filter(t -> t.getChannel() != Token.DEFAULT_CHANNEL)
        .map(t -> t.getText().stripTrailing())
        .toList();
  }

  private static Object read(String text) {
    Diagnostics diagnostics = new Diagnostics();
    Script script = Parser.parse(new SourceFile("script.cnn", text), diagnostics);
    assertEquals("", DiagnosticPrinter.text(diagnostics.all(), false), text);
    return TreeEquality.withoutSpans(script);
  }
}
