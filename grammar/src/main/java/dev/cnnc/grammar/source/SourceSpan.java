package dev.cnnc.grammar.source;

import java.util.Objects;

/**
 * A stretch of a script: the offsets {@code start} (inclusive) to {@code end} (exclusive).
 *
 * <p>What was built without a script (through the Java API) carries {@link #NONE}.
 */
public record SourceSpan(SourceFile file, int start, int end) {
  public static final SourceSpan NONE = new SourceSpan(new SourceFile("", ""), 0, 0);

  public SourceSpan {
    Objects.requireNonNull(file);
    if (start < 0 || end < start || end > file.text().length()) {
      throw new IllegalArgumentException("span " + start + ".." + end + " is not in " + file);
    }
  }

  /** The line the span starts on, from 1. */
  public int line() {
    return file.line(start);
  }

  /** The column the span starts at, from 1. */
  public int column() {
    return file.column(start);
  }

  /** The text under the span. */
  public String text() {
    return file.text().substring(start, end);
  }

  /** The smallest span that holds this one and {@code other}, which is in the same file. */
  public SourceSpan to(SourceSpan other) {
    return new SourceSpan(file, Math.min(start, other.start), Math.max(end, other.end));
  }

  /** {@code file:line:column}, or an empty string for {@link #NONE}. */
  @Override
  public String toString() {
    return this == NONE ? "" : file.name() + ":" + line() + ":" + column();
  }
}
