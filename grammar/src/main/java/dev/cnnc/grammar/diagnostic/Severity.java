package dev.cnnc.grammar.diagnostic;

/** How bad a {@link Diagnostic} is: an error stops the compilation, a warning does not. */
public enum Severity {
  ERROR,
  WARNING
}
