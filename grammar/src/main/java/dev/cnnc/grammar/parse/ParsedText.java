package dev.cnnc.grammar.parse;

import dev.cnnc.grammar.CnnParser;
import dev.cnnc.grammar.diagnostic.CompilationException;
import dev.cnnc.grammar.diagnostic.Diagnostics;
import dev.cnnc.grammar.source.SourceFile;
import java.util.List;
import java.util.Optional;
import org.antlr.v4.runtime.Token;

/**
 * A script with everything its syntax tree leaves out: comments, parentheses, the spelling of
 * numbers. What lays scripts out anew works on this.
 *
 * @param tokens all tokens, comments on the hidden channel, the end of the file last
 * @param tree the parser's own tree, without errors
 */
public record ParsedText(List<Token> tokens, CnnParser.ScriptContext tree) {
  /**
   * Reads a script.
   *
   * @throws CompilationException with all syntax errors, if there are any
   */
  public static ParsedText of(SourceFile file) {
    Diagnostics diagnostics = new Diagnostics();
    SyntaxErrors errors = new SyntaxErrors(file, diagnostics);
    Optional<ParsedText> result =
        Parser.read(
            errors,
            (parser, tokens) -> {
              CnnParser.ScriptContext tree = parser.script();
              // What the grammar alone accepts may still be refused when the tree is built.
              new TreeBuilder(errors).script(tree);
              return new ParsedText(tokens, tree);
            });
    errors.flush();
    if (diagnostics.hasErrors()) {
      throw new CompilationException(diagnostics.all());
    }
    return result.orElseThrow();
  }
}
