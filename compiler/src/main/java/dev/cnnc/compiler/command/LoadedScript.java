package dev.cnnc.compiler.command;

import dev.cnnc.compiler.elaborate.Elaborator;
import dev.cnnc.grammar.diagnostic.CompilationException;
import dev.cnnc.grammar.diagnostic.Diagnostics;
import dev.cnnc.grammar.parse.Parser;
import dev.cnnc.grammar.source.SourceFile;
import dev.cnnc.grammar.tree.Script;

/** A script without syntax errors, ready to be elaborated. */
record LoadedScript(Script script, Elaborator elaborator, Diagnostics diagnostics) {
  /**
   * @throws CompilationException if the text has syntax errors
   */
  static LoadedScript of(SourceFile source) {
    Diagnostics diagnostics = new Diagnostics();
    Script script = Parser.parse(source, diagnostics);
    if (diagnostics.hasErrors()) {
      throw new CompilationException(diagnostics.all());
    }
    return new LoadedScript(script, new Elaborator(script, diagnostics), diagnostics);
  }
}
