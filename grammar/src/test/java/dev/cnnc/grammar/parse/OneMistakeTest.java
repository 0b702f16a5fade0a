package dev.cnnc.grammar.parse;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cnnc.grammar.diagnostic.DiagnosticPrinter;
import dev.cnnc.grammar.diagnostic.Diagnostics;
import dev.cnnc.grammar.source.SourceFile;
import dev.cnnc.grammar.testing.Resources;
import dev.cnnc.grammar.tree.Script;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.antlr.v4.runtime.Token;

/** A script with one word or symbol too much, too little or wrong. */
class OneMistakeTest {
  private static final List<SourceFile> EXAMPLES = Resources.scripts("examples");
  private static final List<String> OTHERS =
      List.of("(", ")", "[", "]", ",", ";", ":", "=", "|>", "+", "..", "x", "3", "else", "$");

  @Property(tries = 400)
  void givesFewErrorsNearItsPlace(@ForAll long seed) {
    Random random = new Random(seed);
    SourceFile example = EXAMPLES.get(random.nextInt(EXAMPLES.size()));
    List<Token> tokens = TokenReader.read(example);
    Token token = tokens.get(random.nextInt(tokens.size() - 1));
    String text = example.text();
    String other = OTHERS.get(random.nextInt(OTHERS.size()));
    String middle =
        switch (random.nextInt(3)) {
          case 0 -> "";
          case 1 -> other;
          default -> token.getText() + " " + other;
        };
    String mistaken =
        text.substring(0, token.getStartIndex())
            + middle
            + text.substring(token.getStopIndex() + 1);

    Diagnostics diagnostics = new Diagnostics();
    SourceFile file = new SourceFile(example.name(), mistaken);
    Script script = Parser.parse(file, diagnostics);
    String found =
        "line "
            + token.getLine()
            + ": '"
            + token.getText()
            + "' became '"
            + middle
            + "'\n"
            + DiagnosticPrinter.text(diagnostics.all(), false);
    boolean brace = token.getText().equals("{") || token.getText().equals("}");
    assertTrue(diagnostics.all().size() <= (brace ? 8 : 2), found);
    int complete = Parser.parse(example, new Diagnostics()).definitions().size();
    assertTrue(script.definitions().size() >= complete - 2, found);
    assertTrue(diagnostics.all().stream().allMatch(d -> d.span().line() >= token.getLine()), found);
  }
}
