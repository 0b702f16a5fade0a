package dev.cnnc.grammar.parse;

import dev.cnnc.grammar.source.SourceSpan;

/** Leaves the parser when a script nests deeper than {@link Limits#NESTING}. */
final class NestingException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient SourceSpan span;

  NestingException(SourceSpan span) {
    super("nested too deeply (limit " + Limits.NESTING + ")", null, false, false);
    this.span = span;
  }

  SourceSpan span() {
    return span;
  }
}
