package dev.cnnc.grammar.parse;

import dev.cnnc.grammar.CnnParser;
import dev.cnnc.grammar.diagnostic.Diagnostic;
import dev.cnnc.grammar.diagnostic.NearestName;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.antlr.v4.runtime.DefaultErrorStrategy;
import org.antlr.v4.runtime.InputMismatchException;
import org.antlr.v4.runtime.NoViableAltException;
import org.antlr.v4.runtime.Parser;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.RecognitionException;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.atn.ATNState;
import org.antlr.v4.runtime.misc.IntervalSet;

/**
 * Reports syntax errors in a reader's words and goes on at the next line that can start something.
 *
 * <p>An error leaves every rule up to the statement, setting or definition it is in, which is then
 * dropped; the lines after it are read as if it had not been there. So one mistake gives one error.
 */
final class ErrorStrategy extends DefaultErrorStrategy {
  private static final Set<String> STATEMENTS =
      Set.of("input", "output", "param", "state", "update", "assert");
  private static final Set<String> DEFINITIONS = Set.of("layer", "model", "function", "import");
  private static final Set<String> DEFINITIONS_IF_NAMED = Set.of("data", "train");

  private final SyntaxErrors errors;

  /** The first place since the current token where its absence from a rule was noticed. */
  private ParserRuleContext mismatchContext;

  /** Where a statement starts that was reported for it; further errors in it would be noise. */
  private Token crowded;

  private int mismatchState;
  private int mismatchToken = -1;

  ErrorStrategy(SyntaxErrors errors) {
    this.errors = errors;
  }

  /** Called as a statement or setting begins: it needs a line of its own. */
  void begin(Parser parser) {
    Token token = parser.getCurrentToken();
    if (inErrorRecoveryMode(parser)
        || opensLine(parser, token)
        || previous(parser, token).getText().equals("{")) {
      return;
    }
    crowded = token;
    Token previous = previous(parser, token);
    // 'y = ' and a line 'output z': the word is a name too, so it was taken for the expression.
    boolean swallowed = opensLine(parser, previous) && STATEMENTS.contains(previous.getText());
    errors.report(
        SyntaxCode.UNEXPECTED,
        errors.span(swallowed ? previous : token),
        swallowed
            ? "found " + found(previous) + ", expected an expression"
            : "found " + found(token) + ", expected an operator or the end of the line");
  }

  @Override
  public void sync(Parser parser) {
    if (inErrorRecoveryMode(parser) && !isList(parser.getContext())) {
      return;
    }
    ATNState state = parser.getATN().states.get(parser.getState());
    IntervalSet next = parser.getATN().nextTokens(state);
    Token token = parser.getCurrentToken();
    boolean unclosed =
        isList(parser.getContext())
            && next.contains(CnnParser.IDENTIFIER)
            && startsDefinition(parser, token);
    if (unclosed) {
      closeBefore(parser, token);
    }
    if (next.contains(token.getType())) {
      return;
    }
    if (next.contains(Token.EPSILON)) {
      if (mismatchToken != token.getTokenIndex()) {
        mismatchToken = token.getTokenIndex();
        mismatchContext = parser.getContext();
        mismatchState = parser.getState();
      }
      return;
    }
    InputMismatchException error = new InputMismatchException(parser);
    if (!isList(parser.getContext())) {
      throw error;
    }
    reportError(parser, error);
    skipToLine(parser, parser.getContext(), next);
  }

  /** Leaves a block in which a definition begins: its closing brace is missing. */
  private void closeBefore(Parser parser, Token token) {
    if (!inErrorRecoveryMode(parser)) {
      beginErrorCondition(parser);
      errors.report(
          SyntaxCode.UNEXPECTED, errors.span(token), "found " + found(token) + ", expected '}'");
    }
    throw new InputMismatchException(parser);
  }

  @Override
  public Token recoverInline(Parser parser) {
    if (mismatchToken == parser.getCurrentToken().getTokenIndex()) {
      throw new InputMismatchException(parser, mismatchState, mismatchContext);
    }
    throw new InputMismatchException(parser);
  }

  @Override
  public void reportError(Parser parser, RecognitionException error) {
    if (inErrorRecoveryMode(parser)) {
      return;
    }
    beginErrorCondition(parser);
    Token token = error.getOffendingToken();
    if (token.getType() == CnnParser.UNKNOWN || isCrowded(parser.getContext())) {
      return;
    }
    String found = found(token);
    boolean late = error instanceof NoViableAltException choice && choice.getStartToken() != token;
    String message =
        late
            ? "found " + found + ", which cannot follow " + found(previous(parser, token))
            : "found " + found + ", expected " + ExpectedTokens.describe(error.getExpectedTokens());
    Diagnostic diagnostic = Diagnostic.error(SyntaxCode.UNEXPECTED, errors.span(token), message);
    errors.report(help(parser.getContext(), token).map(diagnostic::withHelp).orElse(diagnostic));
  }

  private static Optional<String> help(ParserRuleContext context, Token token) {
    if (token.getType() == CnnParser.LINE_BRACKET) {
      return Optional.of("put the '[' on the line of what it belongs to");
    } else if (context instanceof CnnParser.AssignmentContext) {
      return NearestName.suggest(context.getStart().getText(), STATEMENTS)
          .map(word -> "did you mean '" + word + "'?")
          .or(() -> Optional.of("name the value: 'y = …', or write 'output' before it"));
    } else if (context.getRuleIndex() == CnnParser.RULE_script) {
      Set<String> words = new TreeSet<>(DEFINITIONS);
      words.addAll(DEFINITIONS_IF_NAMED);
      return NearestName.suggest(token.getText(), words)
          .map(word -> "did you mean '" + word + "'?");
    }
    return Optional.empty();
  }

  private boolean isCrowded(ParserRuleContext context) {
    for (ParserRuleContext c = context; c != null; c = c.getParent()) {
      boolean item = isItem(c);
      if (item && c.getStart() == crowded) {
        return true;
      }
    }
    return false;
  }

  private static boolean isItem(ParserRuleContext context) {
    int rule = context.getRuleIndex();
    return rule == CnnParser.RULE_statement || rule == CnnParser.RULE_setting;
  }

  /** Ends a statement, setting or definition with an error in it; inner rules pass it on. */
  @Override
  public void recover(Parser parser, RecognitionException error) {
    ParserRuleContext context = parser.getContext();
    switch (context.getRuleIndex()) {
      case CnnParser.RULE_statement, CnnParser.RULE_setting ->
          skipToLine(parser, context, parser.getATN().nextTokens(startOf(parser, context)));
      case CnnParser.RULE_definition -> skipToLine(parser, context, new IntervalSet());
      case CnnParser.RULE_script, CnnParser.RULE_singleExpression -> {}
      default -> throw error;
    }
  }

  private static ATNState startOf(Parser parser, ParserRuleContext context) {
    return parser.getATN().ruleToStartState[context.getRuleIndex()];
  }

  private static boolean isList(ParserRuleContext context) {
    return switch (context.getRuleIndex()) {
      case CnnParser.RULE_script, CnnParser.RULE_block, CnnParser.RULE_settings -> true;
      default -> false;
    };
  }

  /**
   * Skips to a line that can start another part of the list that {@code failed} is in: a token of
   * {@code starts}, not indented more than {@code failed}; to the brace that closes the list; or to
   * a definition.
   */
  private void skipToLine(Parser parser, ParserRuleContext failed, IntervalSet starts) {
    Token first = failed.getStart();
    boolean inList = isList(failed);
    int braces = 0;
    for (int i = first.getTokenIndex();
        !inList && i < parser.getCurrentToken().getTokenIndex();
        i++) {
      braces += brace(parser.getInputStream().get(i));
    }
    int column =
        inList || !opensLine(parser, first) ? Integer.MAX_VALUE : first.getCharPositionInLine();
    boolean moved = parser.getCurrentToken().getTokenIndex() > first.getTokenIndex();
    while (parser.getCurrentToken().getType() != Token.EOF) {
      Token token = parser.getCurrentToken();
      if (moved && startsDefinition(parser, token)) {
        endErrorCondition(parser);
        return;
      }
      if (braces <= 0 && failed.getRuleIndex() != CnnParser.RULE_definition) {
        boolean nextLine =
            moved && opensLine(parser, token) && token.getCharPositionInLine() <= column;
        boolean closes =
            token.getText().equals("}") && failed.getRuleIndex() != CnnParser.RULE_script;
        if (closes || (nextLine && starts.contains(token.getType()))) {
          endErrorCondition(parser);
          return;
        }
      }
      braces = Math.max(0, braces + brace(token));
      moved = true;
      parser.consume();
    }
  }

  private static int brace(Token token) {
    return switch (token.getText()) {
      case "{" -> 1;
      case "}" -> -1;
      default -> 0;
    };
  }

  private static boolean opensLine(Parser parser, Token token) {
    int index = token.getTokenIndex();
    return index == 0 || previous(parser, token).getLine() != token.getLine();
  }

  private static Token previous(Parser parser, Token token) {
    int index = token.getTokenIndex() - 1;
    while (index > 0 && parser.getInputStream().get(index).getChannel() != Token.DEFAULT_CHANNEL) {
      index--;
    }
    return parser.getInputStream().get(Math.max(index, 0));
  }

  private static boolean startsDefinition(Parser parser, Token token) {
    if (!opensLine(parser, token)) {
      return false;
    }
    String word = token.getText();
    // 'model = …' is a setting, 'data = …' may be a statement too.
    return DEFINITIONS.contains(word)
        ? !parser.getInputStream().LT(2).getText().equals("=")
        : DEFINITIONS_IF_NAMED.contains(word)
            && parser.getInputStream().LA(2) == CnnParser.IDENTIFIER;
  }

  static String found(Token token) {
    if (token.getType() == Token.EOF) {
      return "the end of the file";
    }
    String text = token.getText();
    return "'" + (text.length() > 40 ? text.substring(0, 40) + "…" : text) + "'";
  }
}
