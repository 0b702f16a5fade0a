package dev.cnnc.grammar.parse;

import org.antlr.v4.runtime.CharStream;
import org.antlr.v4.runtime.misc.Interval;

/**
 * The characters of a script by UTF-16 code unit, so that token positions are the offsets that
 * {@link dev.cnnc.grammar.source.SourceSpan} counts; ANTLR's own streams count code points.
 */
final class Utf16CharStream implements CharStream {
  private final String name;
  private final String text;
  private int index;

  Utf16CharStream(String name, String text) {
    this.name = name;
    this.text = text;
  }

  @Override
  public String getText(Interval interval) {
    int end = Math.min(interval.b + 1, text.length());
    return interval.a >= end ? "" : text.substring(interval.a, end);
  }

  @Override
  public void consume() {
    if (index == text.length()) {
      throw new IllegalStateException("cannot consume the end of the text");
    }
    index++;
  }

  @Override
  public int LA(int offset) {
    if (offset == 0) {
      return 0;
    }
    int position = offset > 0 ? index + offset - 1 : index + offset;
    return position < 0 || position >= text.length() ? EOF : text.charAt(position);
  }

  @Override
  public int mark() {
    return -1;
  }

  @Override
  public void release(int marker) {
    // The whole text stays in memory: nothing to release.
  }

  @Override
  public int index() {
    return index;
  }

  @Override
  public void seek(int index) {
    this.index = Math.min(index, text.length());
  }

  @Override
  public int size() {
    return text.length();
  }

  @Override
  public String getSourceName() {
    return name.isEmpty() ? UNKNOWN_SOURCE_NAME : name;
  }
}
