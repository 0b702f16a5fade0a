package dev.cnnc.grammar.parse;

import dev.cnnc.grammar.diagnostic.Diagnostic;
import dev.cnnc.grammar.diagnostic.Diagnostics;
import dev.cnnc.grammar.source.SourceFile;
import dev.cnnc.grammar.source.SourceSpan;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.Token;

/** Collects the errors of one script; the first {@link Limits#ERRORS} of them are reported. */
final class SyntaxErrors {
  private final SourceFile file;
  private final Diagnostics diagnostics;
  private final List<Diagnostic> found = new ArrayList<>();

  SyntaxErrors(SourceFile file, Diagnostics diagnostics) {
    this.file = file;
    this.diagnostics = diagnostics;
  }

  void report(String code, SourceSpan span, String message) {
    report(Diagnostic.error(code, span, message));
  }

  void report(Diagnostic diagnostic) {
    if (found.size() <= 20 * Limits.ERRORS) {
      found.add(diagnostic);
    }
  }

  /** Hands over what was found, in the order of the script. */
  void flush() {
    found.sort(Comparator.comparingInt(d -> d.span().start()));
    found.stream().limit(Limits.ERRORS).forEach(diagnostics::report);
    if (found.size() > Limits.ERRORS) {
      diagnostics.report(
          Diagnostic.error(
              SyntaxCode.SIZE,
              found.get(Limits.ERRORS).span(),
              "more than " + Limits.ERRORS + " syntax errors; the rest are not listed"));
    }
  }

  /** The span of a token; empty, at the end of the text, for the end of the file. */
  SourceSpan span(Token token) {
    int length = file.text().length();
    int start = Math.min(token.getStartIndex(), length);
    return token.getType() == Token.EOF
        ? new SourceSpan(file, start, start)
        : new SourceSpan(file, start, token.getStopIndex() + 1);
  }

  SourceSpan span(ParserRuleContext context) {
    Token start = context.getStart();
    Token stop = context.getStop();
    SourceSpan first = span(start);
    // A rule that matched nothing stops before it starts.
    return stop == null || stop.getStopIndex() < start.getStartIndex()
        ? new SourceSpan(file, first.start(), first.start())
        : first.to(span(stop));
  }

  SourceSpan span(int start, int end) {
    return new SourceSpan(file, start, end);
  }

  SourceFile file() {
    return file;
  }
}
