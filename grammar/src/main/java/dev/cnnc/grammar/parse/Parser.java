package dev.cnnc.grammar.parse;

import dev.cnnc.grammar.CnnParser;
import dev.cnnc.grammar.diagnostic.CompilationException;
import dev.cnnc.grammar.diagnostic.Diagnostics;
import dev.cnnc.grammar.source.SourceFile;
import dev.cnnc.grammar.source.SourceSpan;
import dev.cnnc.grammar.tree.Expression;
import dev.cnnc.grammar.tree.Script;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import org.antlr.v4.runtime.CommonTokenStream;
import org.antlr.v4.runtime.ListTokenSource;
import org.antlr.v4.runtime.Token;

/**
 * Reads scripts. {@link TokenReader} splits the text, the generated parser for {@code Cnn.g4} finds
 * its structure, {@link TreeBuilder} makes the syntax tree.
 *
 * <p>Any text whatever ends in a tree or in errors: what could exhaust the stack or the heap, here
 * or in a later stage that recurses over the tree, is refused by the {@link Limits}.
 */
public final class Parser {
  private Parser() {}

  /**
   * Reads a script and reports all its syntax errors. The tree holds what was understood; after an
   * error it lacks the statement or definition with the error, so nothing but {@code diagnostics}
   * tells whether it is complete.
   */
  public static Script parse(SourceFile file, Diagnostics diagnostics) {
    SyntaxErrors errors = new SyntaxErrors(file, diagnostics);
    Optional<Script> script =
        read(errors, (parser, tokens) -> new TreeBuilder(errors).script(parser.script()));
    errors.flush();
    return script.orElseGet(
        () -> new Script(new SourceSpan(file, 0, file.text().length()), List.of()));
  }

  /**
   * Reads a text that is one expression, such as the value of a setting on the command line.
   *
   * @throws CompilationException if it is not
   */
  public static Expression parseExpression(String text) {
    Diagnostics diagnostics = new Diagnostics();
    SyntaxErrors errors = new SyntaxErrors(new SourceFile("expression", text), diagnostics);
    Optional<Expression> result =
        read(
            errors,
            (parser, tokens) -> {
              CnnParser.SingleExpressionContext context = parser.singleExpression();
              return context.exception == null
                  ? new ExpressionBuilder(errors).build(context.expression())
                  : null;
            });
    errors.flush();
    if (diagnostics.hasErrors()) {
      throw new CompilationException(diagnostics.all());
    }
    return result.orElseThrow();
  }

  /** Splits the text and has {@code rule} read it; empty if the script breaks a limit. */
  static <T> Optional<T> read(SyntaxErrors errors, BiFunction<CnnParser, List<Token>, T> rule) {
    Optional<List<Token>> tokens = TokenReader.read(errors);
    try {
      return tokens.map(
          list -> {
            ListTokenSource source = new ListTokenSource(list, errors.file().name());
            return rule.apply(new NestingParser(new CommonTokenStream(source), errors), list);
          });
    } catch (NestingException e) {
      errors.report(SyntaxCode.NESTING, e.span(), e.getMessage());
      return Optional.empty();
    }
  }
}
