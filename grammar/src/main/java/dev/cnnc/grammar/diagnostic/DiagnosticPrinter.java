package dev.cnnc.grammar.diagnostic;

import dev.cnnc.grammar.source.SourceSpan;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Renders diagnostics for people: the place, the message, the source line with carets under the
 * span, where things come from, the calls that led there, and the mend.
 */
public final class DiagnosticPrinter {
  private static final String RESET = "\u001b[0m";
  private static final String RED = "\u001b[1;31m";
  private static final String YELLOW = "\u001b[1;33m";
  private static final String BOLD = "\u001b[1m";
  private static final String CYAN = "\u001b[36m";

  private final boolean colour;

  private DiagnosticPrinter(boolean colour) {
    this.colour = colour;
  }

  /**
   * The diagnostics one after the other, each ended by a line end.
   *
   * @param colour whether to use ANSI colours
   */
  public static String text(Collection<Diagnostic> diagnostics, boolean colour) {
    DiagnosticPrinter printer = new DiagnosticPrinter(colour);
    return diagnostics.stream().map(printer::print).collect(Collectors.joining());
  }

  /** The diagnostics as a JSON array; see {@link DiagnosticJson}. */
  public static String json(Collection<Diagnostic> diagnostics) {
    return DiagnosticJson.print(diagnostics);
  }

  private String print(Diagnostic diagnostic) {
    StringBuilder out = new StringBuilder();
    SourceSpan span = diagnostic.span();
    boolean placed = !span.equals(SourceSpan.NONE);
    String tint = diagnostic.severity() == Severity.ERROR ? RED : YELLOW;
    String word = diagnostic.severity() == Severity.ERROR ? "error" : "warning";
    if (placed) {
      out.append(paint(BOLD, SourceExcerpt.visible(span.toString()) + ":")).append(' ');
    }
    out.append(paint(tint, word + "[" + diagnostic.code() + "]:"))
        .append(' ')
        .append(paint(BOLD, SourceExcerpt.visible(diagnostic.message())))
        .append('\n');
    if (placed) {
      SourceExcerpt excerpt = SourceExcerpt.of(span);
      String number = "%4d".formatted(span.line());
      out.append(number).append(" | ").append(excerpt.line());
      out.append('\n').append(" ".repeat(number.length())).append(" | ");
      out.append(" ".repeat(excerpt.caretColumn()));
      out.append(paint(tint, "^".repeat(excerpt.caretCount()))).append('\n');
    }
    aligned(diagnostic.origins()).forEach(origin -> line(out, origin));
    diagnostic.calls().forEach(call -> line(out, call.startsWith("in ") ? call : "in " + call));
    diagnostic.help().ifPresent(help -> line(out, paint(CYAN, "help:") + " " + help));
    return out.toString();
  }

  private static void line(StringBuilder out, String text) {
    out.append("  ").append(text).append('\n');
  }

  /** Puts the "is" of origins such as {@code y is f32[32, 16, 16]: …} under each other. */
  private static List<String> aligned(List<String> origins) {
    int width = origins.stream().mapToInt(o -> Math.max(0, o.indexOf(" is "))).max().orElse(0);
    return origins.stream()
        .map(
            o -> {
              int is = o.indexOf(" is ");
              return is < 0 ? o : o.substring(0, is) + " ".repeat(width - is) + o.substring(is);
            })
        .toList();
  }

  private String paint(String code, String text) {
    return colour ? code + text + RESET : text;
  }
}
