package dev.cnnc.grammar.parse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cnnc.grammar.CnnParser;
import dev.cnnc.grammar.diagnostic.Diagnostics;
import dev.cnnc.grammar.source.SourceFile;
import dev.cnnc.grammar.testing.Resources;
import dev.cnnc.grammar.tree.Script;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.antlr.v4.runtime.BaseErrorListener;
import org.antlr.v4.runtime.CommonTokenStream;
import org.antlr.v4.runtime.ListTokenSource;
import org.antlr.v4.runtime.atn.ATNConfigSet;
import org.antlr.v4.runtime.atn.PredictionMode;
import org.antlr.v4.runtime.dfa.DFA;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ExampleScriptsTest {
  static List<SourceFile> examples() {
    return Resources.scripts("examples");
  }

  @ParameterizedTest
  @MethodSource("examples")
  void parses(SourceFile file) {
    Diagnostics diagnostics = new Diagnostics();
    Script script = Parser.parse(file, diagnostics);
    assertEquals(List.of(), diagnostics.all());
    assertTrue(script.definitions().size() > 0);
  }

  @ParameterizedTest
  @MethodSource("examples")
  void isNotAmbiguous(SourceFile file) {
    List<String> ambiguities = new ArrayList<>();
    CnnParser parser =
        new CnnParser(
            new CommonTokenStream(new ListTokenSource(TokenReader.read(file), file.name())));
    parser.getInterpreter().setPredictionMode(PredictionMode.LL_EXACT_AMBIG_DETECTION);
    parser.addErrorListener(
        new BaseErrorListener() {
          @Override
          public void reportAmbiguity(
              org.antlr.v4.runtime.Parser recognizer,
              DFA dfa,
              int start,
              int stop,
              boolean exact,
              BitSet alternatives,
              ATNConfigSet configs) {
            int rule = recognizer.getATN().decisionToState.get(dfa.decision).ruleIndex;
            ambiguities.add(CnnParser.ruleNames[rule] + " at token " + start);
          }
        });
    parser.script();
    assertEquals(0, parser.getNumberOfSyntaxErrors());
    assertEquals(List.of(), ambiguities);
  }
}
