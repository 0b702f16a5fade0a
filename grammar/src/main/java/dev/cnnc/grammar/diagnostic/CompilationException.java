package dev.cnnc.grammar.diagnostic;

import java.util.List;

/** Ends a compilation that found errors. Carries all findings, warnings included. */
public final class CompilationException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<Diagnostic> diagnostics;

  public CompilationException(List<Diagnostic> diagnostics) {
    super(
        diagnostics.isEmpty()
            ? "compilation failed"
            : diagnostics.get(0).span() + ": " + diagnostics.get(0).message());
    this.diagnostics = List.copyOf(diagnostics);
  }

  public CompilationException(Diagnostic diagnostic) {
    this(List.of(diagnostic));
  }

  public List<Diagnostic> diagnostics() {
    return diagnostics;
  }
}
