package dev.cnnc.grammar.format;

import dev.cnnc.grammar.format.TokenRoles.Role;
import java.util.Arrays;
import java.util.Optional;
import org.antlr.v4.runtime.Token;

/**
 * Lays a {@link Run} out on lines. Line ends of the script are kept where a line may end; a line
 * that is still longer than {@link #LIMIT} is broken where it reads best: a pipeline before every
 * stage, anything else as late as it fits at the outermost and loosest place.
 */
final class LineWrapper {
  static final int LIMIT = 110;

  /** Where a line may be broken before a token, from the best place to the worst. */
  private enum Break {
    ARROW,
    STAGE,
    DEFINITION,
    BRANCH,
    ELEMENT,
    OR,
    AND,
    COMPARISON,
    SUM,
    BODY,
    PRODUCT
  }

  private static final int STAGE_INDENT = 2;
  private static final int ELEMENT_INDENT = 4;

  private final Run run;
  private final int indent;
  private final int continuation;

  /** The columns from the start of the first token to the end of each, all on one line. */
  private final int[] ends;

  private final boolean[] broken;
  private final int[] lineIndent;

  /**
   * @param indent the columns before the first token
   * @param continuation the columns more before the lines that continue the first
   * @param padding spaces to add before the second token
   */
  LineWrapper(Run run, int indent, int continuation, int padding) {
    this.run = run;
    this.indent = indent;
    this.continuation = continuation;
    this.ends = new int[run.size()];
    this.broken = new boolean[run.size()];
    this.lineIndent = new int[run.size()];
    for (int i = 0; i < run.size(); i++) {
      int space = i == 0 ? 0 : spaces(i) + (i == 1 ? padding : 0);
      ends[i] = (i == 0 ? 0 : ends[i - 1]) + space + run.text(i).length();
    }
  }

  private int spaces(int i) {
    return run.spaced(i) ? 1 : 0;
  }

  /** Whether the run fits on one line. */
  boolean fits() {
    return indent + ends[run.size() - 1] <= LIMIT;
  }

  /** Writes the run on one line, without a line end. */
  void writeLine(StringBuilder out) {
    out.append(" ".repeat(indent));
    write(0, run.size(), out);
  }

  /** Writes the run on as many lines as it needs; the last one has no line end. */
  void write(StringBuilder out) {
    boolean[] kept = new boolean[run.size()];
    for (int i = 1; i < run.size(); i++) {
      kept[i] = !run.commentsBefore(i).isEmpty() || (run.opensLine(i) && staysBroken(i));
    }
    // A line end that stays can make better ones possible before it. So that the layout does not
    // change when it is laid out again, it is made anew until no such line end is added.
    boolean grown = true;
    while (grown) {
      System.arraycopy(kept, 0, broken, 0, kept.length);
      layOut();
      grown = false;
      for (int i = 1; i < run.size(); i++) {
        if (broken[i] && !kept[i] && staysBroken(i)) {
          kept[i] = true;
          grown = true;
        }
      }
    }
    for (int first = 0; first < run.size(); first = lineEnd(first)) {
      if (first > 0) {
        comments(first, out);
      }
      out.append(" ".repeat(lineIndent[first]));
      write(first, lineEnd(first), out);
    }
  }

  /** Whether a line end of the script is kept: all but those in lists, which are spread anew. */
  private boolean staysBroken(int i) {
    return place(i).filter(p -> p != Break.ELEMENT).isPresent();
  }

  /** Decides where lines end and how far they are indented. */
  private void layOut() {
    int first = 0;
    while (first < run.size()) {
      int column = first == 0 ? indent : indentOf(first);
      while (!fits(first, column) && breakLine(first, column)) {
        // Broken once more; what is left may still be too long.
      }
      int end = lineEnd(first);
      Arrays.fill(lineIndent, first, end, column);
      first = end;
    }
  }

  private int lineEnd(int first) {
    int end = first + 1;
    while (end < run.size() && !broken[end]) {
      end++;
    }
    return end;
  }

  /** Whether the line from {@code first} to the next break fits. */
  private boolean fits(int first, int column) {
    for (int i = first; i < run.size() && (i == first || !broken[i]); i++) {
      if (column + width(first, i + 1) > LIMIT) {
        return false;
      }
    }
    return true;
  }

  private void write(int first, int end, StringBuilder out) {
    for (int i = first; i < end; i++) {
      if (i > first) {
        out.append(" ".repeat(ends[i] - ends[i - 1] - run.text(i).length()));
      }
      out.append(run.text(i));
    }
  }

  /** Ends a line: a comment that stood on it stays on it, others get lines of their own. */
  private void comments(int end, StringBuilder out) {
    for (Token comment : run.commentsBefore(end)) {
      if (run.trails(comment, end)) {
        out.append("  ");
      } else {
        out.append('\n').append(" ".repeat(indentOf(end)));
      }
      out.append(comment.getText().stripTrailing());
    }
    out.append('\n');
  }

  private int width(int first, int end) {
    return ends[end - 1] - ends[first] + run.text(first).length();
  }

  private int indentOf(int i) {
    int open = run.enclosing(i);
    if (open >= 0) {
      return lineIndent[open] + ELEMENT_INDENT;
    }
    return indent + (isStage(i) ? STAGE_INDENT : continuation);
  }

  /** Breaks the line that starts with token {@code first} somewhere, if it can. */
  private boolean breakLine(int first, int column) {
    int best = -1;
    int bestCost = Integer.MAX_VALUE;
    for (int i = first + 1; i < run.size() && !broken[i]; i++) {
      if (best >= 0 && column + width(first, i) > LIMIT) {
        break;
      }
      Optional<Break> place = place(i);
      if (place.isEmpty() || (place.get() == Break.DEFINITION && !fits(i, indentOf(i)))) {
        continue;
      }
      int cost = run.depth(i) * Break.values().length + place.get().ordinal();
      if (cost <= bestCost) {
        best = i;
        bestCost = cost;
      }
    }
    if (best < 0) {
      return false;
    }
    broken[best] = true;
    for (int i = first + 1; isStage(best) && i < run.size() && (i == best || !broken[i]); i++) {
      broken[i] = isStage(i) && run.enclosing(i) == run.enclosing(best);
    }
    return true;
  }

  private boolean isStage(int i) {
    return run.text(i).equals("|>");
  }

  /** What kind of place for a line end there is before token {@code i}, if any. */
  private Optional<Break> place(int i) {
    String text = run.text(i);
    String previous = run.text(i - 1);
    if (run.role(i) == Role.BINARY) {
      return switch (text) {
        case "or" -> Optional.of(Break.OR);
        case "and" -> Optional.of(Break.AND);
        case "+", "-" -> Optional.of(Break.SUM);
        case "*", "/", "%" -> Optional.of(Break.PRODUCT);
        case "^" -> Optional.empty();
        default -> Optional.of(Break.COMPARISON);
      };
    } else if (run.role(i - 1) == Role.REDUCTION_CLOSE) {
      return Optional.of(Break.BODY);
    } else if (run.role(i - 1) == Role.DEFINES) {
      return Optional.of(Break.DEFINITION);
    } else if (previous.equals(",") || previous.equals(";")) {
      return Optional.of(Break.ELEMENT);
    }
    return switch (text) {
      case "->" -> Optional.of(Break.ARROW);
      case "|>" -> Optional.of(Break.STAGE);
      case "then", "else" ->
          previous.equals("}") || run.role(i) == Role.NAME
              ? Optional.empty()
              : Optional.of(Break.BRANCH);
      default -> Optional.empty();
    };
  }
}
