package dev.cnnc.grammar.format;

import dev.cnnc.grammar.CnnParser;
import java.util.Arrays;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.tree.ErrorNode;
import org.antlr.v4.runtime.tree.IterativeParseTreeWalker;
import org.antlr.v4.runtime.tree.ParseTree;
import org.antlr.v4.runtime.tree.ParseTreeListener;
import org.antlr.v4.runtime.tree.TerminalNode;

/** What every token of a script is there for, where its text alone does not tell. */
final class TokenRoles implements ParseTreeListener {
  enum Role {
    NAME,
    PREFIX,
    BINARY,
    /** The parenthesis of a call or a signature. */
    CALL_OPEN,
    GROUP_OPEN,
    /** The bracket of an access. */
    SUBSCRIPT_OPEN,
    /** The bracket of a target, a type or a reduction. */
    BRACKET_OPEN,
    REDUCTION_CLOSE,
    /** The '=' of a statement, setting or function. */
    DEFINES,
    OTHER
  }

  private final Role[] roles;

  private TokenRoles(int tokens) {
    roles = new Role[tokens];
    Arrays.fill(roles, Role.OTHER);
  }

  static Role[] of(CnnParser.ScriptContext script, int tokens) {
    TokenRoles listener = new TokenRoles(tokens);
    // Pipelines lean to the left as deep as they are long, so the recursive walker will not do.
    new IterativeParseTreeWalker().walk(listener, script);
    return listener.roles;
  }

  @Override
  public void visitTerminal(TerminalNode node) {
    int index = node.getSymbol().getTokenIndex();
    if (index >= 0) {
      roles[index] = role(node.getParent(), node.getText());
    }
  }

  @Override
  public void visitErrorNode(ErrorNode node) {
    throw new IllegalArgumentException("a script with errors has no layout");
  }

  @Override
  public void enterEveryRule(ParserRuleContext context) {
    // Only tokens have roles.
  }

  @Override
  public void exitEveryRule(ParserRuleContext context) {
    // Only tokens have roles.
  }

  private static Role role(ParseTree parent, String text) {
    if (parent instanceof CnnParser.PlainNameContext
        || parent instanceof CnnParser.NameContext
        || parent instanceof CnnParser.LabelContext
        || parent instanceof CnnParser.OperandContext) {
      return Role.NAME;
    } else if (parent instanceof CnnParser.UnaryContext) {
      return Role.PREFIX;
    } else if (parent instanceof CnnParser.BinaryContext) {
      return Role.BINARY;
    } else if (parent instanceof CnnParser.OpenContext) {
      return parent.getParent() instanceof CnnParser.ParenthesesContext
          ? Role.GROUP_OPEN
          : Role.CALL_OPEN;
    } else if (parent instanceof CnnParser.AccessContext && text.equals("[")) {
      return Role.SUBSCRIPT_OPEN;
    } else if (parent instanceof CnnParser.ReductionContext && text.equals("]")) {
      return Role.REDUCTION_CLOSE;
    }
    return switch (text) {
      case "(" -> Role.CALL_OPEN;
      case "[" -> Role.BRACKET_OPEN;
      case "=" ->
          parent instanceof CnnParser.ArgumentContext
                  || parent instanceof CnnParser.ParameterContext
              ? Role.OTHER
              : Role.DEFINES;
      default -> Role.OTHER;
    };
  }
}
