package dev.cnnc.grammar.format;

import dev.cnnc.grammar.CnnParser;
import dev.cnnc.grammar.diagnostic.CompilationException;
import dev.cnnc.grammar.format.TokenRoles.Role;
import dev.cnnc.grammar.parse.ParsedText;
import dev.cnnc.grammar.source.SourceFile;
import java.util.List;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.Token;

/**
 * Lays scripts out in one way: two spaces a level, spaces as usual, long lines broken, the '=' of
 * settings under each other, at most one blank line between things. Comments, line ends in fitting
 * places and the writer's own parentheses and numbers stay. What is laid out once does not change
 * when it is laid out again, and means what it meant.
 */
public final class Formatter {
  private static final int STEP = 2;
  private static final int CONTINUATION = 4;

  private final List<Token> tokens;
  private final Role[] roles;
  private final StringBuilder out = new StringBuilder();

  /** The next token to write. */
  private int next;

  /** Whether what was written last is the brace that opens a block. */
  private boolean opening;

  private Formatter(ParsedText text) {
    this.tokens = text.tokens();
    this.roles = TokenRoles.of(text.tree(), tokens.size());
  }

  /**
   * The script in its canonical layout.
   *
   * @throws CompilationException if it has syntax errors
   */
  public static String format(SourceFile file) {
    ParsedText text = ParsedText.of(file);
    Formatter formatter = new Formatter(text);
    for (CnnParser.DefinitionContext definition : text.tree().definition()) {
      formatter.between(definition.getStart(), 0);
      formatter.definition(definition);
    }
    formatter.between(text.tree().EOF().getSymbol(), 0);
    return formatter.out.toString();
  }

  private void definition(CnnParser.DefinitionContext definition) {
    if (definition instanceof CnnParser.LayerDefinitionContext layer) {
      if (!oneLine(definition, 0, isSmall(layer.block()))) {
        block(layer.block(), 0);
      }
    } else if (definition instanceof CnnParser.ModelDefinitionContext model) {
      if (!oneLine(definition, 0, isSmall(model.block()))) {
        block(model.block(), 0);
      }
    } else if (definition instanceof CnnParser.DataDefinitionContext data) {
      settings(definition, data.settings());
    } else if (definition instanceof CnnParser.TrainDefinitionContext train) {
      settings(definition, train.settings());
    }
    // What is left: an import or a function as a whole, or the brace that closes a block.
    run(definition.getStop(), 0, 0);
  }

  private void settings(
      CnnParser.DefinitionContext definition, CnnParser.SettingsContext settings) {
    List<CnnParser.SettingContext> all = settings.setting();
    if (oneLine(definition, 0, all.size() <= 1)) {
      return;
    }
    run(settings.getStart(), 0, 0);
    int widest = 0;
    for (int i = 0; i < all.size(); i++) {
      CnnParser.SettingContext setting = all.get(i);
      if (i == 0 || blankBetween(all.get(i - 1).getStop(), setting.getStart())) {
        widest = widestLabel(all, i);
      }
      between(setting.getStart(), STEP);
      run(setting.getStop(), STEP, widest - setting.label().getText().length());
    }
    between(settings.getStop(), STEP);
  }

  /** The widest of the labels from {@code first} up to the next blank line. */
  private int widestLabel(List<CnnParser.SettingContext> settings, int first) {
    int widest = settings.get(first).label().getText().length();
    for (int i = first + 1; i < settings.size(); i++) {
      if (blankBetween(settings.get(i - 1).getStop(), settings.get(i).getStart())) {
        break;
      }
      widest = Math.max(widest, settings.get(i).label().getText().length());
    }
    return widest;
  }

  /** Writes everything up to the block's closing brace. */
  private void block(CnnParser.BlockContext block, int indent) {
    run(block.getStart(), indent, 0);
    for (CnnParser.StatementContext statement : block.statement()) {
      between(statement.getStart(), indent + STEP);
      if (statement instanceof CnnParser.IfStatementContext branch
          && !oneLine(statement, indent + STEP, isSmall(branch.conditional()))) {
        conditional(branch.conditional(), indent + STEP);
      }
      run(statement.getStop(), indent + STEP, 0);
    }
    between(block.getStop(), indent + STEP);
  }

  private void conditional(CnnParser.ConditionalContext conditional, int indent) {
    for (CnnParser.BlockContext block : conditional.block()) {
      block(block, indent);
    }
    if (conditional.conditional() != null) {
      conditional(conditional.conditional(), indent);
    }
  }

  private static boolean isSmall(CnnParser.BlockContext block) {
    return block.statement().size() <= 1
        && block.statement().stream()
            .allMatch(
                s ->
                    !(s instanceof CnnParser.IfStatementContext branch)
                        || isSmall(branch.conditional()));
  }

  private static boolean isSmall(CnnParser.ConditionalContext conditional) {
    return conditional.block().stream().allMatch(Formatter::isSmall)
        && (conditional.conditional() == null || isSmall(conditional.conditional()));
  }

  /** Writes something with blocks in it on one line, if it stood on one line and still fits. */
  private boolean oneLine(ParserRuleContext context, int indent, boolean small) {
    Token last = context.getStop();
    if (!small || context.getStart().getLine() != last.getLine()) {
      return false;
    }
    Run run = new Run(tokens, roles, next, last.getTokenIndex());
    LineWrapper wrapper = new LineWrapper(run, indent, CONTINUATION, 0);
    if (!wrapper.fits()) {
      return false;
    }
    wrapper.writeLine(out);
    endLine(last);
    return true;
  }

  /** Writes the tokens up to and with {@code last}, unless they have been written. */
  private void run(Token last, int indent, int padding) {
    if (next <= last.getTokenIndex()) {
      Run run = new Run(tokens, roles, next, last.getTokenIndex());
      // No block follows a function from which the lines of its value had to be told apart.
      int continuation = run.text(0).equals("function") ? STEP : CONTINUATION;
      new LineWrapper(run, indent, continuation, padding).write(out);
      endLine(last);
    }
  }

  /** Ends the line of {@code last}, with the comment that stands behind it. */
  private void endLine(Token last) {
    next = last.getTokenIndex() + 1;
    opening = last.getText().equals("{");
    Token comment = tokens.get(next);
    if (comment.getType() == CnnParser.COMMENT && comment.getLine() == last.getLine()) {
      out.append("  ").append(comment.getText().stripTrailing());
      next++;
    }
    out.append('\n');
  }

  /** Writes the comments before {@code token} and the blank line that sets it off. */
  private void between(Token token, int indent) {
    while (next < token.getTokenIndex()) {
      Token comment = tokens.get(next);
      blankLine(comment);
      out.append(" ".repeat(indent)).append(comment.getText().stripTrailing()).append('\n');
      next++;
    }
    if (!token.getText().equals("}") && token.getType() != Token.EOF) {
      blankLine(token);
    }
  }

  /** A blank line, if the script has one before {@code token} and it does not open a block. */
  private void blankLine(Token token) {
    if (next > 0 && !opening && token.getLine() > tokens.get(next - 1).getLine() + 1) {
      out.append('\n');
    }
    opening = false;
  }

  private boolean blankBetween(Token first, Token last) {
    for (int i = first.getTokenIndex(); i < last.getTokenIndex(); i++) {
      if (tokens.get(i + 1).getLine() > tokens.get(i).getLine() + 1) {
        return true;
      }
    }
    return false;
  }
}
