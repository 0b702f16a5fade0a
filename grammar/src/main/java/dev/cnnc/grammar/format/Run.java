package dev.cnnc.grammar.format;

import dev.cnnc.grammar.format.TokenRoles.Role;
import java.util.ArrayList;
import java.util.List;
import org.antlr.v4.runtime.Token;

/**
 * The tokens of one statement, setting or header, which one or more lines show, with the comments
 * between them.
 */
final class Run {
  private final List<Token> tokens = new ArrayList<>();
  private final List<List<Token>> commentsBefore = new ArrayList<>();
  private final Role[] roles;

  /** For each token the token of the innermost bracket it stands in, or -1. */
  private final int[] enclosing;

  /** The tokens {@code first} to {@code last} of a script. */
  Run(List<Token> script, Role[] roles, int first, int last) {
    this.roles = roles;
    List<Token> comments = new ArrayList<>();
    for (Token token : script.subList(first, last + 1)) {
      if (token.getChannel() == Token.DEFAULT_CHANNEL) {
        tokens.add(token);
        commentsBefore.add(comments);
        comments = new ArrayList<>();
      } else {
        comments.add(token);
      }
    }
    enclosing = findEnclosing();
  }

  private int[] findEnclosing() {
    int[] result = new int[tokens.size()];
    int open = -1;
    for (int i = 0; i < result.length; i++) {
      String text = text(i);
      boolean closes = text.equals(")") || text.equals("]") || text.equals("}");
      result[i] = open;
      if (closes && open >= 0) {
        open = result[open];
      } else if (text.equals("(") || text.equals("[") || text.equals("{")) {
        open = i;
      }
    }
    return result;
  }

  int size() {
    return tokens.size();
  }

  String text(int i) {
    return tokens.get(i).getText();
  }

  Role role(int i) {
    return roles[tokens.get(i).getTokenIndex()];
  }

  int enclosing(int i) {
    return enclosing[i];
  }

  /** How many brackets of this run token {@code i} stands in. */
  int depth(int i) {
    int depth = 0;
    for (int open = enclosing[i]; open >= 0; open = enclosing[open]) {
      depth++;
    }
    return depth;
  }

  List<Token> commentsBefore(int i) {
    return commentsBefore.get(i);
  }

  /** Whether the script has a line end before token {@code i}. */
  boolean opensLine(int i) {
    return tokens.get(i).getLine() != tokens.get(i - 1).getLine();
  }

  /** Whether a comment before token {@code i} stands on the line of the token before it. */
  boolean trails(Token comment, int i) {
    return comment.getLine() == tokens.get(i - 1).getLine();
  }

  /** Whether a space stands before token {@code i} when it does not open a line. */
  boolean spaced(int i) {
    int open = enclosing[i];
    while (open >= 0 && role(open) == Role.GROUP_OPEN) {
      open = enclosing[open];
    }
    boolean subscript = open >= 0 && role(open) == Role.SUBSCRIPT_OPEN;
    return Spacing.between(text(i - 1), role(i - 1), text(i), role(i), subscript);
  }
}
