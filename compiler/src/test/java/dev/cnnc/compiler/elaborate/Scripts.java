package dev.cnnc.compiler.elaborate;

import dev.cnnc.grammar.diagnostic.CompilationException;
import dev.cnnc.grammar.diagnostic.Diagnostics;
import dev.cnnc.grammar.parse.Parser;
import dev.cnnc.grammar.source.SourceFile;
import dev.cnnc.grammar.tree.Script;
import java.util.Map;

/** Scripts for tests. */
final class Scripts {
  private Scripts() {}

  static Elaborator elaborator(String text) {
    Diagnostics diagnostics = new Diagnostics();
    Script script = Parser.parse(new SourceFile("test.cnn", text), diagnostics);
    if (diagnostics.hasErrors()) {
      throw new CompilationException(diagnostics.all());
    }
    return new Elaborator(script, diagnostics);
  }

  /** The first model of a script. */
  static ElaboratedModel model(String text, boolean training) {
    Elaborator elaborator = elaborator(text);
    return elaborator.model(elaborator.models().get(0), Map.of(), training);
  }
}
