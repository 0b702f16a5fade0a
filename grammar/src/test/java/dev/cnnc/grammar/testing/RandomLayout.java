package dev.cnnc.grammar.testing;

import dev.cnnc.grammar.parse.TokenReader;
import dev.cnnc.grammar.source.SourceFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.antlr.v4.runtime.Token;

/** Writes a script anew with other spaces, line ends and comments, wherever they mean nothing. */
public final class RandomLayout {
  private final Random random;
  private final List<String> comments = new ArrayList<>();
  private final StringBuilder out = new StringBuilder();

  private RandomLayout(long seed) {
    random = new Random(seed);
  }

  /** A script and the comments in it, in order. */
  public record Scrambled(String text, List<String> comments) {}

  /** {@code text} has no comments. */
  public static Scrambled scramble(String text, long seed) {
    RandomLayout layout = new RandomLayout(seed);
    List<Token> tokens = TokenReader.read(new SourceFile("original.cnn", text));
    for (int i = 0; i < tokens.size(); i++) {
      Token token = tokens.get(i);
      if (i == 0 || token.getLine() > tokens.get(i - 1).getLine()) {
        boolean joins =
            i > 0 && (tokens.get(i - 1).getText().equals("{") || token.getText().equals("}"));
        layout.betweenLines(joins, i == 0);
      } else if (token.getText().equals("(") || token.getText().equals("[")) {
        layout.spaces(0);
      } else {
        layout.inLine();
      }
      if (token.getType() != Token.EOF) {
        layout.out.append(token.getText());
      }
    }
    return new Scrambled(layout.out.toString(), layout.comments);
  }

  private void betweenLines(boolean joins, boolean start) {
    if (joins && random.nextBoolean()) {
      spaces(1);
      return;
    }
    if (!start && random.nextInt(4) == 0) {
      spaces(0);
      comment();
    }
    out.append("\n".repeat(1 + random.nextInt(4)));
    if (random.nextInt(4) == 0) {
      spaces(0);
      comment();
      out.append("\n".repeat(1 + random.nextInt(3)));
    }
    spaces(0);
  }

  private void inLine() {
    spaces(1);
    switch (random.nextInt(12)) {
      case 0 -> out.append(random.nextBoolean() ? "\n" : "\r\n\t");
      case 1 -> {
        comment();
        out.append("\n");
        spaces(0);
      }
      case 2 -> {
        out.append("\n");
        comment();
        out.append("\n\n");
      }
      default -> {}
    }
  }

  private void comment() {
    String comment = "// comment " + comments.size() + " (\"'{[".repeat(random.nextInt(2));
    comments.add(comment);
    out.append(comment).append(" ".repeat(random.nextInt(2)));
  }

  private void spaces(int least) {
    out.append(" ".repeat(least + random.nextInt(3)));
  }
}
