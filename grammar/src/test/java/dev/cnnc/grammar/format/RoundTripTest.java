package dev.cnnc.grammar.format;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.cnnc.grammar.diagnostic.DiagnosticPrinter;
import dev.cnnc.grammar.diagnostic.Diagnostics;
import dev.cnnc.grammar.parse.Parser;
import dev.cnnc.grammar.source.SourceFile;
import dev.cnnc.grammar.testing.RandomTrees;
import dev.cnnc.grammar.testing.TreeEquality;
import dev.cnnc.grammar.tree.Expression;
import dev.cnnc.grammar.tree.Script;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class RoundTripTest {
  @Property(tries = 1000)
  void printedExpressionsReadBack(@ForAll long seed) {
    Expression expression = new RandomTrees(seed).expression(4);
    String text = ExpressionPrinter.print(expression);
    assertEquals(
        TreeEquality.withoutSpans(expression),
        TreeEquality.withoutSpans(Parser.parseExpression(text)),
        text);
  }

  @Property(tries = 200)
  void printedScriptsReadBack(@ForAll long seed) {
    Script script = new RandomTrees(seed).script();
    String text = ScriptPrinter.print(script);
    assertEquals(TreeEquality.withoutSpans(script), read(text), text);
  }

  @Property(tries = 200)
  void formattingKeepsTheTreeAndIsStable(@ForAll long seed) {
    Script script = new RandomTrees(seed).script();
    String text = ScriptPrinter.print(script);
    String formatted = Formatter.format(new SourceFile("random.cnn", text));
    assertEquals(TreeEquality.withoutSpans(script), read(formatted), formatted);
    assertEquals(formatted, Formatter.format(new SourceFile("formatted.cnn", formatted)), text);
  }

  private static Object read(String text) {
    Diagnostics diagnostics = new Diagnostics();
    Script script = Parser.parse(new SourceFile("printed.cnn", text), diagnostics);
    assertEquals("", DiagnosticPrinter.text(diagnostics.all(), false), text);
    return TreeEquality.withoutSpans(script);
  }
}
