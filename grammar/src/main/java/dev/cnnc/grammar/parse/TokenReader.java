package dev.cnnc.grammar.parse;

import dev.cnnc.grammar.CnnLexer;
import dev.cnnc.grammar.CnnParser;
import dev.cnnc.grammar.diagnostic.Diagnostics;
import dev.cnnc.grammar.source.SourceFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.antlr.v4.runtime.CommonToken;
import org.antlr.v4.runtime.Token;

/**
 * Splits a script into tokens, comments included, and checks the bounds that make it safe to parse:
 * its size and the depth of its brackets. A '(' or '[' that opens a line becomes a token of its own
 * kind, so that no line is continued by accident.
 */
public final class TokenReader {
  private final SyntaxErrors errors;

  private TokenReader(SyntaxErrors errors) {
    this.errors = errors;
  }

  /** The tokens up to and with the end of the file, or none if the script breaks a limit. */
  static Optional<List<Token>> read(SyntaxErrors errors) {
    return new TokenReader(errors).read();
  }

  /** The tokens of a script that is known to parse. */
  public static List<Token> read(SourceFile file) {
    return new TokenReader(new SyntaxErrors(file, new Diagnostics())).read().orElseThrow();
  }

  private Optional<List<Token>> read() {
    SourceFile file = errors.file();
    if (file.text().length() > Limits.CHARACTERS) {
      errors.report(
          SyntaxCode.SIZE,
          errors.span(0, 0),
          "the script has %,d characters; the limit is %,d"
              .formatted(file.text().length(), Limits.CHARACTERS));
      return Optional.empty();
    }
    CnnLexer lexer = new CnnLexer(new Utf16CharStream(file.name(), file.text()));
    lexer.removeErrorListeners();
    List<Token> tokens = new ArrayList<>();
    int depth = 0;
    int lastLine = 0;
    int badEnd = -1;
    while (true) {
      CommonToken token = (CommonToken) lexer.nextToken();
      boolean comment = token.getChannel() != Token.DEFAULT_CHANNEL;
      if (token.getType() == CnnLexer.UNKNOWN) {
        boolean reported = token.getStartIndex() == badEnd;
        badEnd = token.getStopIndex() + 1;
        if (reported) {
          continue;
        }
        unknown(token);
      }
      if (token.getType() == CnnLexer.UNCLOSED_STRING) {
        errors.report(
            SyntaxCode.STRING, errors.span(token), "the string is not closed: expected '\"'");
        token.setType(CnnLexer.STRING);
      }
      depth = Math.max(0, depth + nesting(token));
      if (depth > Limits.NESTING) {
        errors.report(
            SyntaxCode.NESTING,
            errors.span(token),
            "nested too deeply (limit " + Limits.NESTING + ")");
        return Optional.empty();
      }
      if (tokens.size() >= Limits.TOKENS) {
        errors.report(
            SyntaxCode.SIZE,
            errors.span(token),
            "the script has more than %,d words and symbols".formatted(Limits.TOKENS));
        return Optional.empty();
      }
      if (!comment && token.getLine() != lastLine) {
        opensLine(token);
        lastLine = token.getLine();
      }
      token.setTokenIndex(tokens.size());
      tokens.add(token);
      if (token.getType() == Token.EOF) {
        return Optional.of(tokens);
      }
    }
  }

  /** Reports the first of a run of characters outside the language. */
  private void unknown(Token token) {
    int start = token.getStartIndex();
    int c = errors.file().text().codePointAt(start);
    String shown = Character.isISOControl(c) ? "" : " '" + Character.toString(c) + "'";
    errors.report(
        SyntaxCode.CHARACTER,
        errors.span(start, start + Character.charCount(c)),
        "found the character%s (U+%04X), which the language does not use".formatted(shown, c));
  }

  private static int nesting(Token token) {
    if (token.getStartIndex() != token.getStopIndex()) {
      return 0; // brackets have one character
    }
    return switch (token.getText()) {
      case "(", "[", "{" -> 1;
      case ")", "]", "}" -> -1;
      default -> 0;
    };
  }

  private static void opensLine(CommonToken token) {
    if (token.getText().equals("(")) {
      token.setType(CnnParser.LINE_PAREN);
    } else if (token.getText().equals("[")) {
      token.setType(CnnParser.LINE_BRACKET);
    }
  }
}
