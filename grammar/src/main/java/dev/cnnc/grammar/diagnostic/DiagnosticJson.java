package dev.cnnc.grammar.diagnostic;

import dev.cnnc.grammar.source.SourceSpan;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Renders diagnostics for programs: an array of objects with {@code file, line, column, endLine,
 * endColumn, severity, code, message, origins, calls, help}. Lines and columns count from 1; the
 * end is exclusive. Without a place in a script, {@code file} is null and the numbers are 0; {@code
 * help} is null where there is none.
 */
final class DiagnosticJson {
  private DiagnosticJson() {}

  static String print(Collection<Diagnostic> diagnostics) {
    if (diagnostics.isEmpty()) {
      return "[]\n";
    }
    return diagnostics.stream()
        .map(DiagnosticJson::print)
        .collect(Collectors.joining(",\n  ", "[\n  ", "\n]\n"));
  }

  private static String print(Diagnostic diagnostic) {
    SourceSpan span = diagnostic.span();
    boolean placed = !span.equals(SourceSpan.NONE);
    return "{\"file\": "
        + (placed ? quote(span.file().name()) : "null")
        + (", \"line\": %d, \"column\": %d, \"endLine\": %d, \"endColumn\": %d"
            .formatted(
                placed ? span.line() : 0,
                placed ? span.column() : 0,
                placed ? span.file().line(span.end()) : 0,
                placed ? span.file().column(span.end()) : 0))
        + ", \"severity\": "
        + quote(diagnostic.severity().name().toLowerCase(Locale.ROOT))
        + ", \"code\": "
        + quote(diagnostic.code())
        + ", \"message\": "
        + quote(diagnostic.message())
        + ", \"origins\": "
        + array(diagnostic.origins())
        + ", \"calls\": "
        + array(diagnostic.calls())
        + ", \"help\": "
        + diagnostic.help().map(DiagnosticJson::quote).orElse("null")
        + "}";
  }

  private static String array(List<String> values) {
    return values.stream().map(DiagnosticJson::quote).collect(Collectors.joining(", ", "[", "]"));
  }

  private static String quote(String text) {
    StringBuilder out = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          // Lone surrogates have no UTF-8 form, so they are escaped like control characters.
          if (c < 0x20 || c == 0x7f || Character.isSurrogate(c)) {
            out.append("\\u%04x".formatted((int) c));
          } else {
            out.append(c);
          }
        }
      }
    }
    return out.append('"').toString();
  }
}
