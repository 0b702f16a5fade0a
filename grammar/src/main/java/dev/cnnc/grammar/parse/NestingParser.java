package dev.cnnc.grammar.parse;

import dev.cnnc.grammar.CnnParser;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.TokenStream;

/**
 * The generated parser, which counts how deep expressions and blocks stand in each other. Brackets
 * are counted before it starts; this finds the nesting without brackets: {@code - - - x}, {@code if
 * a then if b then …}, {@code sum[i] sum[j] …}.
 */
final class NestingParser extends CnnParser {
  private final SyntaxErrors errors;
  private final ErrorStrategy strategy;
  private int depth;

  NestingParser(TokenStream tokens, SyntaxErrors errors) {
    super(tokens);
    this.errors = errors;
    this.strategy = new ErrorStrategy(errors);
    removeErrorListeners();
    setErrorHandler(strategy);
  }

  @Override
  public void enterRule(ParserRuleContext context, int state, int rule) {
    super.enterRule(context, state, rule);
    if (counts(rule)) {
      enter();
    }
    if (rule == RULE_statement || rule == RULE_setting) {
      strategy.begin(this);
    }
  }

  @Override
  public void exitRule() {
    if (counts(getContext().getRuleIndex())) {
      depth--;
    }
    super.exitRule();
  }

  @Override
  public void enterRecursionRule(ParserRuleContext context, int state, int rule, int precedence) {
    super.enterRecursionRule(context, state, rule, precedence);
    enter();
  }

  @Override
  public void unrollRecursionContexts(ParserRuleContext parent) {
    depth--;
    super.unrollRecursionContexts(parent);
  }

  private static boolean counts(int rule) {
    return rule == RULE_block || rule == RULE_conditional || rule == RULE_stage;
  }

  private void enter() {
    depth++;
    if (depth > Limits.NESTING) {
      throw new NestingException(errors.span(getCurrentToken()));
    }
  }
}
