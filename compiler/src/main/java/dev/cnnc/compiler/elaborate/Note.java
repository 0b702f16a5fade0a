package dev.cnnc.compiler.elaborate;

import dev.cnnc.grammar.source.SourceSpan;

/** Where a tensor comes from, for messages: what made it ({@code batchnorm}) and where. */
record Note(String maker, SourceSpan span) {
  @Override
  public String toString() {
    return span == SourceSpan.NONE ? maker : maker + " on line " + span.line();
  }
}
