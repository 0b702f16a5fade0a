package dev.cnnc.grammar.diagnostic;

import dev.cnnc.grammar.source.SourceSpan;
import java.util.List;
import java.util.Optional;

/**
 * One finding about a script.
 *
 * @param code stable, e.g. {@code E0203}; see {@code docs/language.md}
 * @param message what was found and what was expected, one line
 * @param origins where the things the message speaks of come from, e.g. {@code y is f32[32, 16,
 *     16]: batchnorm on line 6}
 * @param calls the chain of layer calls that led to the place, innermost first, e.g. {@code in
 *     basic_block(32, stride = 2), called on line 16}
 * @param help what would mend it, where that suggests itself
 */
public record Diagnostic(
    Severity severity,
    String code,
    SourceSpan span,
    String message,
    List<String> origins,
    List<String> calls,
    Optional<String> help) {
  public Diagnostic {
    origins = List.copyOf(origins);
    calls = List.copyOf(calls);
  }

  public static Diagnostic error(String code, SourceSpan span, String message) {
    return new Diagnostic(
        Severity.ERROR, code, span, message, List.of(), List.of(), Optional.empty());
  }

  public static Diagnostic warning(String code, SourceSpan span, String message) {
    return new Diagnostic(
        Severity.WARNING, code, span, message, List.of(), List.of(), Optional.empty());
  }

  public Diagnostic withOrigins(List<String> origins) {
    return new Diagnostic(severity, code, span, message, origins, calls, help);
  }

  public Diagnostic withCalls(List<String> calls) {
    return new Diagnostic(severity, code, span, message, origins, calls, help);
  }

  public Diagnostic withHelp(String help) {
    return new Diagnostic(severity, code, span, message, origins, calls, Optional.of(help));
  }
}
