package dev.cnnc.grammar.diagnostic;

import dev.cnnc.grammar.source.SourceSpan;

/**
 * The line a diagnostic points into, as it can be shown: tabs become spaces, control characters a
 * mark, and of a long line only a window around the span is kept.
 *
 * @param line the text to show
 * @param caretColumn the columns before the first caret
 * @param caretCount the carets, at least one
 */
record SourceExcerpt(String line, int caretColumn, int caretCount) {
  private static final int TAB = 4;
  private static final int WIDTH = 120;
  private static final int BEFORE = 40;
  private static final String CUT = "…";

  static SourceExcerpt of(SourceSpan span) {
    String raw = span.file().lineText(span.line());
    int from = Math.min(span.column() - 1, raw.length());
    // A span over several lines is shown up to the end of its first.
    int to = Math.min(raw.length(), from + span.end() - span.start());
    int windowStart = Math.max(0, from - BEFORE);
    if (raw.length() <= WIDTH) {
      windowStart = 0;
    }
    int windowEnd = Math.min(raw.length(), windowStart + WIDTH);
    to = Math.min(to, windowEnd);
    String head = (windowStart > 0 ? CUT : "") + expand(raw.substring(windowStart, from));
    String marked = expand(raw.substring(from, to));
    String tail = expand(raw.substring(to, windowEnd)) + (windowEnd < raw.length() ? CUT : "");
    return new SourceExcerpt(head + marked + tail, head.length(), Math.max(1, marked.length()));
  }

  private static String expand(String text) {
    return visible(text.replace("\t", " ".repeat(TAB)));
  }

  /** Without the control characters that would move a terminal's cursor. */
  static String visible(String text) {
    return text.chars().noneMatch(Character::isISOControl)
        ? text
        : text.codePoints()
            .map(c -> Character.isISOControl(c) ? '\uFFFD' : c)
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString();
  }
}
